{{ config(materialized="view") }}

with
    products as (select * from {{ ref("base_shop__products") }}),

    product_exceptions as (select * from {{ ref("product_exceptions") }}),

    kept_products as (
        {{
            customer_segmentation.kept_rows(
                "products",
                "product_exceptions",
                "product_id",
                ["product_id", "product_name", "category", "brand"],
            )
        }}
    )

select *
from kept_products
