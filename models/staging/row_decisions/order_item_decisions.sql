with

    order_items as (select * from {{ ref("base_shop__order_items") }}),

    orders as (select * from {{ ref("stg_shop__orders") }}),

    rejected_orders as (
        select order_id, min(reason) as reason
        from {{ ref("order_decisions") }}
        where row_status = 'rejected'
        group by order_id
    ),

    checked as (
        select
            {{ customer_segmentation.checked_columns("order_items") }},
            case
                when orders.order_id is null
                then 'unknown order'
                when
                    {{ customer_segmentation.matches_pattern("order_items.product_id", var("non_product_patterns")) }}
                then 'non-product line'
            end as exclusion
        from order_items
        left join orders on order_items.order_id = orders.order_id
    ),

    decided as (
        {{ customer_segmentation.row_decisions("order_items", rows="checked", order_by=[
            "case when exclusion is null then 0 else 1 end",
        ]) }}
    ),

    order_item_decisions as (
        select
            {{ customer_segmentation.columns_of(
                "decided",
                customer_segmentation.contract_columns("order_items") + ["row_key", "row_status", "reason_value", "row_json"],
            ) }},
            case
                when
                    decided.reason = 'unknown order'
                    and rejected_orders.reason is not null
                then {{ dbt.concat(["'order rejected: '", "rejected_orders.reason"]) }}
                else decided.reason
            end as reason
        from decided
        left join rejected_orders on decided.order_id = rejected_orders.order_id
    )

select *
from order_item_decisions
