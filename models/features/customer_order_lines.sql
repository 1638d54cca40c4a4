with

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    order_items as (select * from {{ ref("stg_shop__order_items") }}),

    products as (select * from {{ ref("stg_shop__products") }}),

    customer_order_lines as (
        select
            order_items.order_item_id,
            order_items.order_id,
            customer_orders.customer_id,
            customer_orders.ordered_date,
            order_items.product_id,
            products.product_name,
            products.category,
            products.brand,
            order_items.quantity,
            order_items.unit_price,
            order_items.discount_amount,
            order_items.line_amount,
            {{ customer_segmentation.is_bought_line() }} as is_bought
        from order_items
        inner join customer_orders on order_items.order_id = customer_orders.order_id
        left join products on order_items.product_id = products.product_id
    )

select *
from customer_order_lines
