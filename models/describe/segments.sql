with

    segment_definitions as (select * from {{ ref("segment_definitions") }}),

    segment_sizes as (select * from {{ ref("segment_sizes") }}),

    segment_traits as (select * from {{ ref("segment_traits") }}),

    segment_ratings as (select * from {{ ref("segment_ratings") }}),

    segment_plans as (select * from {{ ref("segment_plans") }}),

    segments as (
        select
            segment_definitions.segmentation,
            segment_definitions.segment_id,
            segment_definitions.segment_name,
            {{ customer_segmentation.overridden(
                customer_segmentation.description_in_words(), "description", "segment_definitions"
            ) }}
            as description,
            segment_definitions.method,
            segment_definitions.objective,
            segment_definitions.is_outlier,
            {{ customer_segmentation.population_in_words("segment_definitions.segmentation") }}
            as population,
            cast(
                segment_sizes.outside_customers as {{ dbt.type_bigint() }}
            ) as outside_customers,
            segment_sizes.customer_count,
            segment_sizes.customer_share,
            case
                when
                    segment_sizes.customer_count = 0
                    or segment_sizes.customer_count >= {{ var("min_cell_customers") }}
                then segment_sizes.revenue_share
            end as revenue_share,
            coalesce(segment_traits.top_traits, '') as top_traits,
            segment_ratings.stability_jaccard,
            segment_ratings.stability_rating,
            segment_ratings.members_kept,
            {{ customer_segmentation.overridden(
                "segment_plans.action", "recommended_action", "segment_definitions"
            ) }} as recommended_action,
            segment_definitions.archetype,
            segment_plans.activity_level,
            segment_plans.offer as action_offer,
            segment_plans.channel as action_channel,
            segment_plans.timing as action_timing,
            segment_plans.goal as action_goal,
            segment_plans.measure as action_measure,
            segment_plans.test as action_test,
            coalesce(segment_plans.reachable_customers, 0) as reachable_customers,
            coalesce(segment_plans.reachable_by_email, 0) as reachable_by_email,
            coalesce(segment_plans.reachable_by_phone, 0) as reachable_by_phone,
            coalesce(segment_plans.holdout_customers, 0) as holdout_customers
        from segment_definitions
        inner join
            segment_sizes
            on segment_definitions.segmentation = segment_sizes.segmentation
            and segment_definitions.segment_id = segment_sizes.segment_id
        left join
            segment_traits
            on segment_definitions.segmentation = segment_traits.segmentation
            and segment_definitions.segment_id = segment_traits.segment_id
        left join
            segment_ratings
            on segment_definitions.segmentation = segment_ratings.segmentation
            and segment_definitions.segment_id = segment_ratings.segment_id
        left join
            segment_plans
            on segment_definitions.segmentation = segment_plans.segmentation
            and segment_definitions.segment_id = segment_plans.segment_id
    )

select *
from segments
