with

    segment_item_counts as (select * from {{ ref("segment_item_counts") }}),

    segments as (select * from {{ ref("segments") }}),

    population as (
        select segmentation, sum(customer_count) as customers
        from segments
        group by segmentation
    ),

    -- Segments differ in how much they buy. What tells their taste is the part of their
    -- purchases that an item makes up, each customer counting once per item.
    segment_totals as (
        select
            segmentation,
            segment_id,
            item_type,
            cast(
                sum(buyers) as {{ customer_segmentation.type_double() }}
            ) as buyer_items
        from segment_item_counts
        group by segmentation, segment_id, item_type
    ),

    item_totals as (
        select
            segmentation,
            item_type,
            item_id,
            sum(buyers) as buyers,
            cast(
                sum(sum(buyers)) over (
                    partition by segmentation, item_type
                ) as {{ customer_segmentation.type_double() }}
            ) as all_buyer_items
        from segment_item_counts
        group by segmentation, item_type, item_id
    ),

    segment_item_shares as (
        select
            segment_item_counts.segmentation,
            segment_item_counts.segment_id,
            segment_item_counts.item_type,
            segment_item_counts.item_id,
            segment_item_counts.buyers,
            segment_totals.buyer_items,
            item_totals.all_buyer_items,
            {{ customer_segmentation.ratio("segment_item_counts.buyers", "segments.customer_count") }}
            as support,
            {{ customer_segmentation.ratio("item_totals.buyers", "population.customers") }}
            as population_support,
            segment_item_counts.buyers / segment_totals.buyer_items as purchase_share,
            item_totals.buyers
            / item_totals.all_buyer_items as population_purchase_share
        from segment_item_counts
        inner join
            segments
            on segment_item_counts.segmentation = segments.segmentation
            and segment_item_counts.segment_id = segments.segment_id
        inner join
            population on segment_item_counts.segmentation = population.segmentation
        inner join
            segment_totals
            on segment_item_counts.segmentation = segment_totals.segmentation
            and segment_item_counts.segment_id = segment_totals.segment_id
            and segment_item_counts.item_type = segment_totals.item_type
        inner join
            item_totals
            on segment_item_counts.segmentation = item_totals.segmentation
            and segment_item_counts.item_type = item_totals.item_type
            and segment_item_counts.item_id = item_totals.item_id
    )

select *
from segment_item_shares
