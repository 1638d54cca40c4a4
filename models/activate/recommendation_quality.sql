{% set segmentation = customer_segmentation.recommendation_segmentation() or "" %}
with

    holdout_recommendations as (select * from {{ ref("holdout_recommendations") }}),

    customers as (
        select
            customer_id,
            max(
                case when is_hit and list_name = 'segment_items' then 1 else 0 end
            ) as is_segment_hit,
            max(
                case when is_hit and list_name = 'best_sellers' then 1 else 0 end
            ) as is_best_seller_hit
        from holdout_recommendations
        group by customer_id
    ),

    totals as (
        select
            count(*) as customers,
            coalesce(sum(is_segment_hit), 0) as segment_hits,
            coalesce(sum(is_best_seller_hit), 0) as best_seller_hits,
            coalesce(
                sum(case when is_segment_hit > is_best_seller_hit then 1 else 0 end), 0
            ) as only_segment_hits,
            coalesce(
                sum(case when is_segment_hit < is_best_seller_hit then 1 else 0 end), 0
            ) as only_best_seller_hits
        from customers
    ),

    -- McNemar's test: only customers that one list hits and the other misses count.
    measured as (
        select
            customers,
            segment_hits,
            best_seller_hits,
            {{ customer_segmentation.ratio(
                "only_segment_hits - only_best_seller_hits",
                "sqrt(only_segment_hits + only_best_seller_hits)",
            ) }} as z
        from totals
    ),

    lists as (
        select 'segment_items' as list_name, segment_hits as hits, customers, z
        from measured
        union all
        select 'best_sellers' as list_name, best_seller_hits as hits, customers, z
        from measured
    ),

    recommendation_quality as (
        select
            {{ customer_segmentation.text_literal(segmentation) }} as segmentation,
            list_name,
            cast(customers as {{ dbt.type_bigint() }}) as customers,
            cast(hits as {{ dbt.type_bigint() }}) as customers_hit,
            {{ customer_segmentation.ratio("hits", "customers") }} as hit_rate_at_10,
            z as z_score,
            case
                when customers = 0
                then 'Not measured: no orders after the previous as-of date.'
                when z > 1.96
                then 'The items of the segment hit more orders than best sellers do.'
                when z < -1.96
                then 'The items of the segment hit fewer orders than best sellers do.'
                else 'The items of the segment do not beat best sellers beyond chance.'
            end as verdict
        from lists
        where {{ "1 = 1" if segmentation else "1 = 0" }}
    )

select *
from recommendation_quality
