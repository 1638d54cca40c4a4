with

    segment_item_counts as (select * from {{ ref("segment_item_counts") }}),

    segments as (select * from {{ ref("segments") }}),

    products as (select * from {{ ref("stg_shop__products") }}),

    population as (
        select segmentation, sum(customer_count) as customers
        from segments
        group by segmentation
    ),

    item_totals as (
        select segmentation, item_type, item_id, sum(buyers) as buyers
        from segment_item_counts
        group by segmentation, item_type, item_id
    ),

    supports as (
        select
            segment_item_counts.segmentation,
            segment_item_counts.segment_id,
            segment_item_counts.item_type,
            segment_item_counts.item_id,
            segment_item_counts.buyers,
            segments.customer_count,
            population.customers as population_count,
            1e0 * segment_item_counts.buyers / segments.customer_count as support,
            1e0 * item_totals.buyers / population.customers as population_support
        from segment_item_counts
        inner join
            segments
            on segment_item_counts.segmentation = segments.segmentation
            and segment_item_counts.segment_id = segments.segment_id
        inner join
            population on segment_item_counts.segmentation = population.segmentation
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
            support / population_support as lift,
            {{ customer_segmentation.wilson_bound("support", "customer_count", "lower") }}
            / {{ customer_segmentation.wilson_bound(
                "population_support", "population_count", "upper"
            ) }} as lift_lower_bound
        from supports
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
            lift,
            lift_lower_bound,
            cast(
                row_number() over (
                    partition by segmentation, segment_id, item_type
                    order by round(lift_lower_bound, 9) desc, buyers desc, item_id
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
