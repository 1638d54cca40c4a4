{{ config(materialized="view") }}

with

    kept_order_items as ({{ customer_segmentation.kept_rows("order_items") }}),

    order_items as (
        select
            {{ customer_segmentation.select_columns("order_items", {
                "quantity": "coalesce(quantity, 1)",
                "discount_amount": "coalesce(discount_amount, 0)",
            }) }}
        from kept_order_items
    ),

    line_amounts as (
        select
            {{ customer_segmentation.select_columns("order_items", {
                "line_amount": "quantity * unit_price
                    - case when quantity < 0 then -1 else 1 end * discount_amount",
            }) }}
        from order_items
    )

select *
from line_amounts
