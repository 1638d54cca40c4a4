{#-
    Of a hundred orders and more, no date has more than this share of them and of what five usual dates
    have: at the date of an import nobody ordered, and silences counted from it tell nothing.
    Of unlike shops the largest were 65 % (a migration) and 19 % (the first date of a log), then 12 % (a
    sale of tickets).
-#}
{% test no_day_stands_for_many(model, max_share) %}
    with
        days as (
            select ordered_date, count(*) as order_count
            from {{ model }}
            where is_purchase
            group by ordered_date
        ),
        counted as (
            select
                ordered_date,
                order_count,
                sum(order_count) over () as all_orders,
                count(*) over () as order_days
            from days
        )
    select
        ordered_date,
        order_count,
        all_orders,
        'the date of an import or a migration? raw_tables.orders.columns.ordered_at is the time of the purchase; rejection_rules.orders leaves out orders whose time is not known'
        as likely_cause
    from counted
    where
        all_orders >= 100
        and order_count > {{ max_share }} * all_orders
        and (order_days = 1 or order_count * order_days > 5 * all_orders)
{% endtest %}
