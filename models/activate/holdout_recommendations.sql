-- Lists are measured on each customer's last day with an order after the previous as-of
-- date.
with

    customers as (
        select customer_id, segment_id, held_out_date
        from {{ ref("holdout_customers") }}
        where held_out_date is not null
    ),

    customer_products as (select * from {{ ref("int_customer_products") }}),

    earlier_products as (
        select
            customer_products.customer_id,
            customer_products.product_id,
            customer_products.category
        from customer_products
        inner join customers on customer_products.customer_id = customers.customer_id
        where customer_products.first_purchase_date < customers.held_out_date
    ),

    next_items as (
        {{ customer_segmentation.next_items(
            "customers", ref("holdout_items"), "earlier_products", 10
        ) }}
    ),

    holdout_recommendations as (
        select
            next_items.list_name,
            next_items.customer_id,
            next_items.item_id,
            next_items.item_rank,
            customer_products.product_id is not null as is_hit
        from next_items
        inner join customers on next_items.customer_id = customers.customer_id
        left join
            customer_products
            on next_items.customer_id = customer_products.customer_id
            and next_items.item_id = customer_products.product_id
            and customers.held_out_date = customer_products.first_purchase_date
    )

select *
from holdout_recommendations
