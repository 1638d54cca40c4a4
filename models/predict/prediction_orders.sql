with

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    sampled_customers as (select * from {{ ref("sampled_customers") }}),

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
            sampled_customers
            on customer_orders.customer_id = sampled_customers.customer_id
    )

select *
from prediction_orders
