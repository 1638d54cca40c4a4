with

    segment_definitions as (select * from {{ ref("segment_definitions") }}),

    segment_sizes as (select * from {{ ref("segment_sizes") }}),

    segment_traits as (select * from {{ ref("segment_traits") }}),

    segment_ratings as (select * from {{ ref("segment_ratings") }}),

    segment_levels as (select * from {{ ref("segment_levels") }}),

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
            segment_sizes.customer_count,
            segment_sizes.customer_share,
            segment_sizes.revenue_share,
            coalesce(segment_traits.top_traits, '') as top_traits,
            segment_ratings.stability_jaccard,
            segment_ratings.stability_rating,
            {{ customer_segmentation.overridden(
                "segment_levels.action", "recommended_action", "segment_definitions"
            ) }} as recommended_action,
            segment_definitions.archetype,
            segment_levels.activity_level
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
            segment_levels
            on segment_definitions.segmentation = segment_levels.segmentation
            and segment_definitions.segment_id = segment_levels.segment_id
    )

select *
from segments
