with

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    order_items as (select * from {{ ref("stg_shop__order_items") }}),

    products as (select * from {{ ref("stg_shop__products") }}),

    first_purchases as (
        select
            customer_orders.customer_id,
            order_items.product_id,
            min(customer_orders.ordered_date) as first_purchase_date
        from order_items
        inner join customer_orders on order_items.order_id = customer_orders.order_id
        where
            order_items.product_id is not null
            and {{ customer_segmentation.is_bought_line() }}
        group by customer_orders.customer_id, order_items.product_id
    ),

    customer_products as (
        select
            first_purchases.customer_id,
            first_purchases.product_id,
            products.category,
            first_purchases.first_purchase_date
        from first_purchases
        left join products on first_purchases.product_id = products.product_id
    )

select *
from customer_products
