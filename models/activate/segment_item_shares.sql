{% set double = customer_segmentation.type_double() %}
with

    segment_item_counts as (select * from {{ ref("segment_item_counts") }}),

    segment_customers as (
        select
            segmentation,
            segment_id,
            customer_count,
            sum(customer_count) over (partition by segmentation) as population_customers
        from {{ ref("segments") }}
    ),

    -- Segments differ in how much they buy. What tells their taste is the part of their
    -- purchases that an item makes up, each customer counting once per item.
    item_totals as (
        select
            segmentation,
            segment_id,
            item_type,
            item_id,
            buyers,
            sum(buyers) over (
                partition by segmentation, item_type, item_id
            ) as item_buyers,
            cast(
                sum(buyers) over (
                    partition by segmentation, segment_id, item_type
                ) as {{ double }}
            ) as buyer_items,
            cast(
                sum(buyers) over (partition by segmentation, item_type) as {{ double }}
            ) as all_buyer_items
        from segment_item_counts
    ),

    segment_item_shares as (
        select
            item_totals.segmentation,
            item_totals.segment_id,
            item_totals.item_type,
            item_totals.item_id,
            item_totals.buyers,
            item_totals.buyer_items,
            item_totals.all_buyer_items,
            {{ customer_segmentation.ratio("item_totals.buyers", "segment_customers.customer_count") }}
            as support,
            {{ customer_segmentation.ratio("item_totals.item_buyers", "segment_customers.population_customers") }}
            as population_support,
            item_totals.buyers / item_totals.buyer_items as purchase_share,
            item_totals.item_buyers
            / item_totals.all_buyer_items as population_purchase_share
        from item_totals
        inner join
            segment_customers
            on item_totals.segmentation = segment_customers.segmentation
            and item_totals.segment_id = segment_customers.segment_id
    )

select *
from segment_item_shares
