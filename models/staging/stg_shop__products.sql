with
    products as (select * from {{ ref("base_shop__products") }}),

    product_exceptions as (select * from {{ ref("product_exceptions") }}),

    {% for column in ["category", "brand"] %}
        {{ column }}_spellings as (
            {{ customer_segmentation.usual_spellings(ref("base_shop__products"), column) }}
        ),
    {% endfor %}

    kept_products as (
        {{
            customer_segmentation.kept_rows(
                "products",
                "product_exceptions",
                "product_id",
                ["product_id", "product_name", "category", "brand"],
            )
        }}
    ),

    spelled_products as (
        select
            kept_products.product_id,
            kept_products.product_name,
            coalesce(category_spellings.spelling, kept_products.category) as category,
            coalesce(brand_spellings.spelling, kept_products.brand) as brand
        from kept_products
        left join
            category_spellings
            on lower(kept_products.category) = category_spellings.lower_case
        left join
            brand_spellings on lower(kept_products.brand) = brand_spellings.lower_case
    )

select *
from spelled_products
