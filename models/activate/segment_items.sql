{% set segmentation = customer_segmentation.recommendation_segmentation() or "" %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    segments as (select * from {{ ref("segments") }}),

    segment_item_counts as (select * from {{ ref("segment_item_counts") }}),

    products as (select * from {{ ref("stg_shop__products") }}),

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

    segment_items as (
        select
            'segment_items' as list_name,
            segment_id,
            item_id,
            category,
            segment_share as share,
            candidate_rank
        from
            (
                {{ customer_segmentation.recommendation_candidates("item_counts") }}
            ) as candidates
    )

select *
from segment_items
