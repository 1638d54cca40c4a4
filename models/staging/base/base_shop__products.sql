with
    raw_products as ({{ customer_segmentation.raw_select("products") }}),

    products as (
        select
            {{ customer_segmentation.clean_id("product_id") }} as product_id,
            {{ customer_segmentation.clean_text("product_name") }} as product_name,
            {{ customer_segmentation.clean_text("category") }} as category,
            {{ customer_segmentation.clean_text("brand") }} as brand
        from raw_products
    )

select *
from products
