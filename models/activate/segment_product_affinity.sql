-- Among thousands of items some are bought by a few members by chance.
{% set min_buyers = 5 %}
with

    segment_item_counts as (select * from {{ ref("segment_item_counts") }}),

    segments as (select * from {{ ref("segments") }}),

    products as (select * from {{ ref("stg_shop__products") }}),

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
            cast(sum(buyers) as {{ customer_segmentation.type_double() }}) as purchases
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
            ) as all_purchases
        from segment_item_counts
        group by segmentation, item_type, item_id
    ),

    shares as (
        select
            segment_item_counts.segmentation,
            segment_item_counts.segment_id,
            segment_item_counts.item_type,
            segment_item_counts.item_id,
            segment_item_counts.buyers,
            segment_totals.purchases,
            item_totals.all_purchases,
            {{ customer_segmentation.ratio("segment_item_counts.buyers", "segments.customer_count") }}
            as support,
            {{ customer_segmentation.ratio("item_totals.buyers", "population.customers") }}
            as population_support,
            segment_item_counts.buyers / segment_totals.purchases as purchase_share,
            item_totals.buyers / item_totals.all_purchases as population_purchase_share
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
    ),

    lifts as (
        select
            segmentation,
            segment_id,
            item_type,
            item_id,
            buyers,
            support,
            population_support,
            purchase_share,
            population_purchase_share,
            purchase_share / population_purchase_share as lift,
            {{ customer_segmentation.wilson_bound("purchase_share", "purchases", "lower") }}
            / {{ customer_segmentation.wilson_bound(
                "population_purchase_share", "all_purchases", "upper"
            ) }} as lift_lower_bound
        from shares
        where buyers >= {{ min_buyers }}
    ),

    ranked as (
        select
            segmentation,
            segment_id,
            item_type,
            item_id,
            buyers,
            support,
            population_support,
            purchase_share,
            population_purchase_share,
            lift,
            lift_lower_bound,
            cast(
                row_number() over (
                    partition by segmentation, segment_id, item_type
                    order by
                        {{ customer_segmentation.rounded("lift_lower_bound", 9) }} desc,
                        buyers desc,
                        item_id
                ) as {{ dbt.type_int() }}
            ) as affinity_rank
        from lifts
    ),

    segment_product_affinity as (
        select
            ranked.segmentation,
            ranked.segment_id,
            ranked.item_type,
            ranked.item_id,
            case
                when ranked.item_type = 'category'
                then ranked.item_id
                else coalesce(products.product_name, ranked.item_id)
            end as item_name,
            ranked.buyers,
            ranked.support,
            ranked.population_support,
            ranked.purchase_share,
            ranked.population_purchase_share,
            ranked.lift,
            ranked.lift_lower_bound,
            ranked.affinity_rank as rank
        from ranked
        left join
            products
            on ranked.item_type = 'product'
            and ranked.item_id = products.product_id
        where ranked.affinity_rank <= {{ var("affinity_items") }}
    )

select *
from segment_product_affinity
