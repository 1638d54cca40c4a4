{{ config(materialized="view") }}

with
    order_items as (select * from {{ ref("base_shop__order_items") }}),

    order_item_exceptions as (select * from {{ ref("order_item_exceptions") }}),

    kept_order_items as (
        {{
            customer_segmentation.kept_rows(
                "order_items",
                "order_item_exceptions",
                "order_item_id",
                [
                    "order_item_id",
                    "order_id",
                    "product_id",
                    "quantity",
                    "unit_price",
                    "discount_amount",
                ],
            )
        }}
    ),

    line_amounts as (
        select
            order_item_id,
            order_id,
            product_id,
            coalesce(quantity, 1) as quantity,
            unit_price,
            coalesce(discount_amount, 0) as discount_amount,
            coalesce(quantity, 1) * unit_price
            - case when quantity < 0 then -1 else 1 end
            * coalesce(discount_amount, 0) as line_amount
        from kept_order_items
    )

select *
from line_amounts
