with

    products as (select * from {{ source("complete_journey", "products") }}),

    groceries as (
        select
            product_id,
            concat_ws(
                ' ', coalesce(product_type, product_category), package_size
            ) as product_name,
            -- The file keeps most fuel under 'COUPON/MISC ITEMS'.
            case
                when product_type like 'GASOLINE%'
                then 'FUEL'
                else coalesce(product_category, department)
            end as category,
            brand
        from products
    )

select *
from groceries
