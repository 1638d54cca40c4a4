{#-
    Nobody's spend is forecast in a shop that has orders, and why: too little history to learn from, or no amounts.
-#}
{% test spend_is_forecast(model) %}
    select
        count(*) as customers,
        case
            when count(purchase_probability_90d) = 0
            then
                'there are too few orders, or they do not reach back far enough, to learn from them what customers do in 90 days: nothing is forecast yet, and budgets go by what was spent, or by number where that is not known'
            else
                'no amount is known of the orders: who buys is forecast, and not for how much; map total_amount of raw_tables.orders, or quantity and unit_price of raw_tables.order_items'
        end as remedy
    from {{ model }}
    where is_current and (select count(*) from {{ ref("int_customer_orders") }}) > 0
    having count(*) > 0 and count(expected_spend_90d) = 0
{% endtest %}
