with

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    fit_sample as (select * from {{ ref("fit_sample") }}),

    prediction_orders as (
        select
            customer_orders.order_id,
            customer_orders.customer_id,
            customer_orders.ordered_date,
            customer_orders.gross_amount,
            customer_orders.return_amount,
            customer_orders.net_amount,
            customer_orders.is_purchase,
            customer_orders.days_since_previous_order
        from customer_orders
        inner join
            fit_sample
            on customer_orders.customer_id = fit_sample.customer_id
            and fit_sample.period_index = 0
    )

select *
from prediction_orders
