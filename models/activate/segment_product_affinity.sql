-- Among thousands of items some are bought by a few members by chance.
{% set min_buyers = [5, var("min_cell_customers")] | max %}
with

    segment_item_shares as (select * from {{ ref("segment_item_shares") }}),

    products as (select * from {{ ref("stg_shop__products") }}),

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
            {{ customer_segmentation.wilson_bound("purchase_share", "buyer_items", "lower") }}
            / {{ customer_segmentation.wilson_bound(
                "population_purchase_share", "all_buyer_items", "upper"
            ) }} as lift_lower_bound
        from segment_item_shares
        where buyers >= {{ min_buyers }}
    ),

    ranked as (
        select
            *,
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
