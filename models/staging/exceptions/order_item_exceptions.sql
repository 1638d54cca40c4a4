{% set columns = [
    "order_item_id",
    "order_id",
    "product_id",
    "quantity",
    "unit_price",
    "discount_amount",
] %}

with
    order_items as (select * from {{ ref("base_shop__order_items") }}),

    orders as (select * from {{ ref("stg_shop__orders") }}),

    order_exceptions as (select * from {{ ref("order_exceptions") }}),

    rejected_orders as (
        select order_id, min(reason) as reason
        from order_exceptions
        where row_status = 'rejected'
        group by order_id
    ),

    repeated_keys as (
        {{
            customer_segmentation.repeated_keys(
                ref("base_shop__order_items"), "order_item_id"
            )
        }}
    ),

    checked as (
        select
            {{ customer_segmentation.columns_of("order_items", columns + ["invalid_column", "invalid_value"]) }},
            case
                when order_items.order_item_id is null
                then 'no order_item_id'
                when order_items.order_id is null
                then 'no order_id'
                when order_items.invalid_column is not null
                then 'unreadable ' || order_items.invalid_column
                when order_items.unit_price < 0
                then 'negative unit_price'
            end as error,
            case
                when orders.order_id is null
                then 'unknown order'
                when
                    {{
                        customer_segmentation.matches_pattern(
                            "order_items.product_id", var("non_product_patterns")
                        )
                    }}
                then 'non-product line'
            end as exclusion
        from order_items
        left join orders on order_items.order_id = orders.order_id
    ),

    suspects as (
        select *
        from checked
        where
            error is not null
            or exclusion is not null
            or {{ customer_segmentation.key_hash("order_item_id") }}
            in (select key_hash from repeated_keys)
    ),

    versions as (
        select
            suspects.*,
            rejected_orders.reason as order_reason,
            row_number() over (
                partition by suspects.order_item_id
                order by
                    case when suspects.error is null then 0 else 1 end,
                    case when suspects.exclusion is null then 0 else 1 end,
                    suspects.order_id,
                    suspects.product_id,
                    suspects.quantity,
                    suspects.unit_price,
                    suspects.discount_amount,
                    suspects.invalid_value
            ) as version
        from suspects
        left join rejected_orders on suspects.order_id = rejected_orders.order_id
    ),

    order_item_exceptions as (
        select
            {{ columns | join(", ") }},
            order_item_id as row_key,
            case
                when error is not null
                then 'rejected'
                when version > 1
                then 'merged'
                when exclusion is not null
                then 'rejected'
                else 'kept'
            end as row_status,
            case
                when error is not null
                then error
                when version > 1
                then null
                when exclusion = 'unknown order' and order_reason is not null
                then 'order rejected: ' || order_reason
                else exclusion
            end as reason,
            case
                when error is not null or (version = 1 and exclusion is not null)
                then
                    {{
                        customer_segmentation.row_as_json(
                            columns + ["invalid_column", "invalid_value"]
                        )
                    }}
            end as row_json
        from versions
    )

select *
from order_item_exceptions
