{#-
    Recency, frequency, money and rhythm of every customer with an order before each of the dates.

    Arguments:
        dates: a relation with a column as_of_date.
        orders: those of some customers; all by default.
-#}
{% macro purchases_as_of(dates, orders=none) %}
    with

        customer_orders as (
            select * from {{ orders or ref("int_customer_orders") }}
        ),

        as_of_dates as (select * from {{ dates }}),

        windows as (
            select
                as_of_date,
                {{ customer_segmentation.days_before("as_of_date", 90) }} as start_90d,
                {{ customer_segmentation.days_before("as_of_date", 180) }} as start_180d,
                {{ customer_segmentation.days_before("as_of_date", 365) }} as start_365d
            from as_of_dates
        ),

        orders_as_of as (
            select
                customer_id,
                as_of_date,
                case when is_purchase then ordered_date end as purchase_date,
                net_amount,
                gross_amount,
                return_amount,
                case when is_purchase and gross_amount is not null then 1 end as valued_purchase,
                days_since_previous_order,
                ordered_date >= start_90d as is_last_90d,
                ordered_date >= start_180d and ordered_date < start_90d as is_previous_90d,
                ordered_date >= start_365d as is_last_365d
            from customer_orders
            inner join windows on customer_orders.ordered_date < windows.as_of_date
        ),

        totals as (
            select
                customer_id,
                as_of_date,
                max(purchase_date) as last_order_date,
                min(purchase_date) as first_order_date,
                count(purchase_date) as order_count,
                count(case when is_last_90d then purchase_date end) as order_count_90d,
                count(
                    case when is_previous_90d then purchase_date end
                ) as order_count_before,
                count(case when is_last_365d then purchase_date end) as order_count_365d,
                count(gross_amount) as orders_with_amount,
                count(valued_purchase) as valued_purchases,
                {% for window in ["last_90d", "previous_90d", "last_365d"] %}
                    count(gross_amount) = 0
                    or count(case when is_{{ window }} then 1 end) > 0
                    and count(case when is_{{ window }} then net_amount end) = 0
                    as is_unknown_{{ window }},
                {% endfor %}
                {{ customer_segmentation.stable_sum("net_amount") }} as spend_net,
                {{
                    customer_segmentation.stable_sum(
                        "case when is_last_90d then net_amount else 0 end"
                    )
                }} as spend_net_90d,
                {{
                    customer_segmentation.stable_sum(
                        "case when is_previous_90d then net_amount else 0 end"
                    )
                }} as spend_net_before,
                {{
                    customer_segmentation.stable_sum(
                        "case when is_last_365d then net_amount else 0 end"
                    )
                }} as spend_net_365d,
                {{ customer_segmentation.stable_sum("coalesce(gross_amount, 0)") }}
                as spend_gross,
                {{ customer_segmentation.stable_sum("return_amount") }} as return_amount,
                count(days_since_previous_order) as gap_count,
                avg(
                    cast(days_since_previous_order as {{ customer_segmentation.type_double() }})
                ) as order_gap_days_mean,
                sum(
                    days_since_previous_order * days_since_previous_order
                ) as gap_days_squared
            from orders_as_of
            group by customer_id, as_of_date
        ),

        purchases_as_of as (
            select
                customer_id,
                as_of_date,
                {{ customer_segmentation.days_between("last_order_date", "as_of_date") }} as recency_days,
                {{ customer_segmentation.days_between("first_order_date", "as_of_date") }}
                as days_since_first_order,
                order_count,
                order_count_90d,
                order_count_365d,
                spend_net,
                case when orders_with_amount > 0 then spend_gross end as spend_gross,
                case when not is_unknown_last_90d then spend_net_90d end as spend_net_90d,
                case when not is_unknown_last_365d then spend_net_365d end as spend_net_365d,
                spend_net / nullif(valued_purchases, 0) as average_order_value,
                coalesce(
                    {{ customer_segmentation.ratio(
                        "order_count_90d - order_count_before",
                        "order_count_90d + order_count_before",
                    ) }},
                    0
                ) as order_count_change_90d,
                case
                    when not (is_unknown_last_90d or is_unknown_previous_90d)
                    then
                        coalesce(
                            (spend_net_90d - spend_net_before)
                            / nullif(abs(spend_net_90d) + abs(spend_net_before), 0),
                            0
                        )
                end as spend_net_change_90d,
                order_gap_days_mean,
                case
                    when gap_count >= 2 and order_gap_days_mean > 0
                    then
                        sqrt(
                            greatest(
                                {{ customer_segmentation.ratio("gap_days_squared", "gap_count") }}
                                - order_gap_days_mean * order_gap_days_mean,
                                0
                            )
                        )
                        / order_gap_days_mean
                end as order_gap_days_cv,
                return_amount
                / nullif(greatest(spend_gross, return_amount), 0) as return_share
            from totals
        )

    select *
    from purchases_as_of
{% endmacro %}
