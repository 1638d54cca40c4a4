with
    products as (select * from {{ ref("base_shop__products") }}),

    repeated_keys as (
        {{ customer_segmentation.repeated_keys(ref("base_shop__products"), "product_id") }}
    ),

    versions as (
        select
            product_id,
            product_name,
            category,
            brand,
            row_number() over (
                partition by product_id
                order by
                    case when category is null then 1 else 0 end,
                    case when product_name is null then 1 else 0 end,
                    category,
                    product_name,
                    brand
            ) as version
        from products
        where
            product_id is null
            or {{ customer_segmentation.key_hash("product_id") }}
            in (select key_hash from repeated_keys)
    ),

    product_exceptions as (
        select
            product_id,
            product_name,
            category,
            brand,
            product_id as row_key,
            case
                when product_id is null
                then 'rejected'
                when version > 1
                then 'merged'
                else 'kept'
            end as row_status,
            case when product_id is null then 'no product_id' end as reason,
            case
                when product_id is null
                then
                    {{
                        customer_segmentation.row_as_json(
                            ["product_name", "category", "brand"]
                        )
                    }}
            end as row_json
        from versions
    )

select *
from product_exceptions
