{% set segmentation = customer_segmentation.recommendation_segmentation() or "" %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    segments as (select * from {{ ref("segments") }}),

    segment_item_counts as (select * from {{ ref("segment_item_counts") }}),

    products as (select * from {{ ref("stg_shop__products") }}),

    customers as (
        select customer_segments.customer_id, customer_segments.segment_id
        from {{ ref("customer_segments") }} as customer_segments
        inner join
            {{ ref("customer_features") }} as customer_features
            on customer_segments.customer_id = customer_features.customer_id
            and customer_segments.as_of_date = customer_features.as_of_date
        where
            customer_segments.segmentation
            = {{ customer_segmentation.text_literal(segmentation) }}
            and coalesce(customer_features.recency_days, 0)
            <= {{ var("recommendation_recency_days") }}
    ),

    -- An item that nobody bought for the first time in a year counts as not sold.
    item_counts as (
        select
            segment_item_counts.segment_id,
            segment_item_counts.item_id,
            products.category,
            segment_item_counts.buyers,
            segments.customer_count as segment_customers
        from segment_item_counts
        inner join as_of_dates on as_of_dates.is_current
        inner join
            segments
            on segment_item_counts.segmentation = segments.segmentation
            and segment_item_counts.segment_id = segments.segment_id
        left join products on segment_item_counts.item_id = products.product_id
        where
            segment_item_counts.segmentation
            = {{ customer_segmentation.text_literal(segmentation) }}
            and segment_item_counts.item_type = 'product'
            and segment_item_counts.last_first_purchase_date
            >= {{ customer_segmentation.days_before("as_of_dates.as_of_date", 365) }}
    ),

    candidates as (
        {{ customer_segmentation.recommendation_candidates("item_counts") }}
    ),

    items as (
        select
            'segment_items' as list_name,
            segment_id,
            item_id,
            category,
            segment_share as share,
            candidate_rank
        from candidates
    ),

    next_items as (
        {{ customer_segmentation.next_items(
            "customers", "items", ref("int_customer_products"), var("recommendations_per_customer")
        ) }}
    ),

    customer_recommendations as (
        select
            {{ customer_segmentation.text_literal(segmentation) }} as segmentation,
            next_items.customer_id,
            next_items.segment_id,
            next_items.item_rank as rank,
            next_items.item_id,
            coalesce(products.product_name, next_items.item_id) as item_name,
            next_items.share as segment_buyer_share
        from next_items
        left join products on next_items.item_id = products.product_id
    )

select *
from customer_recommendations
