with
    raw_order_items as ({{ customer_segmentation.raw_select("order_items") }}),

    cleaned as (
        select
            {{ customer_segmentation.clean_id("order_item_id") }} as order_item_id,
            {{ customer_segmentation.clean_id("order_id") }} as order_id,
            {{ customer_segmentation.clean_id("product_id") }} as product_id,
            {{ customer_segmentation.clean_number("quantity") }} as quantity,
            {{ customer_segmentation.clean_number("unit_price") }} as unit_price,
            {{ customer_segmentation.clean_number("discount_amount") }}
            as discount_amount,
            quantity as raw_quantity,
            unit_price as raw_unit_price,
            discount_amount as raw_discount_amount
        from raw_order_items
    ),

    order_items as (
        select
            order_item_id,
            order_id,
            product_id,
            quantity,
            unit_price,
            abs(discount_amount) as discount_amount,
            {{ customer_segmentation.invalid_column(["quantity", "unit_price", "discount_amount"]) }}
            as invalid_column,
            {{ customer_segmentation.invalid_value(["quantity", "unit_price", "discount_amount"]) }}
            as invalid_value
        from cleaned
    )

select *
from order_items
