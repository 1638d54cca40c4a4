{#-
    Orders' totals and the sums of their lines, where both are known and all lines could be read,
    differ for few orders (by more than the share of the order) and little in sum.
-#}
{% test totals_match_lines(model, max_gap) %}
    with
        compared as (
            select
                count(*) as orders,
                count(
                    case
                        when
                            abs(total_amount - lines_net_amount)
                            > {{ max_gap }} * abs(total_amount)
                        then 1
                    end
                ) as orders_apart,
                sum(total_amount) as total_amount,
                sum(lines_net_amount) as lines_net_amount
            from {{ model }}
            where total_amount <> 0 and lines_net_amount is not null and is_purchase
        )
    select
        orders,
        orders_apart,
        total_amount,
        lines_net_amount,
        'lines lack discounts or taxes that the totals have, or lines are missing'
        as likely_cause
    from compared
    where
        orders_apart > {{ max_gap }} * orders
        or abs(total_amount - lines_net_amount) > {{ max_gap }} * abs(total_amount)
{% endtest %}
