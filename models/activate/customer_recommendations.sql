-- Waits for the tests of the segments: what cannot be trusted is not acted on.
-- depends_on: {{ ref('segments') }}
{% set segmentation = customer_segmentation.recommendation_segmentation() or "" %}
with

    segment_items as (select * from {{ ref("segment_items") }}),

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

    next_items as (
        {{ customer_segmentation.next_items(
            "customers",
            "segment_items",
            ref("int_customer_products"),
            var("recommendations_per_customer"),
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
