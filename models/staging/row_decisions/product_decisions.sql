with

    products as (select * from {{ ref("base_shop__products") }}),

    checked as (
        select
            {{ customer_segmentation.checked_columns("products") }},
            cast(null as {{ dbt.type_string() }}) as exclusion
        from products
    ),

    product_decisions as (
        {{ customer_segmentation.row_decisions("products", "checked", [
            "case when category is null then 1 else 0 end",
            "case when product_name is null then 1 else 0 end",
            "category",
        ]) }}
    )

select *
from product_decisions
