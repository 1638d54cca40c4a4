{#-
    Of a hundred customers and more, none has more than this share of all orders: an id that guests,
    a counter or a reseller order under is no customer.
-#}
{% test no_customer_stands_for_many(model, max_share) %}
    with
        counted as (
            select
                customer_id,
                order_count,
                sum(order_count) over () as all_orders,
                count(*) over () as customers
            from {{ model }}
            where is_current
        )
    select
        customer_id,
        order_count,
        all_orders,
        'guests or a reseller under one id? rejection_rules.orders leaves them out, raw_tables.orders.columns.customer_id makes them nobody'
        as likely_cause
    from counted
    where customers >= 100 and order_count > {{ max_share }} * all_orders
{% endtest %}
