with

    customer_features as (select * from {{ ref("customer_features") }}),

    customer_segments as (select * from {{ ref("customer_segments") }}),

    segment_definitions as (select * from {{ ref("segment_definitions") }}),

    segment_profiles as (select * from {{ ref("segment_profiles") }}),

    segment_stability as (select * from {{ ref("segment_stability") }}),

    segment_levels as (select * from {{ ref("segment_levels") }}),

    entries as ({{ customer_segmentation.segmentation_rows() }}),

    sizes as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            count(*) as customer_count,
            sum(customer_features.spend_net) as spend_net
        from customer_segments
        inner join
            customer_features
            on customer_segments.customer_id = customer_features.customer_id
            and customer_segments.as_of_date = customer_features.as_of_date
        group by customer_segments.segmentation, customer_segments.segment_id
    ),

    traits as (
        select
            segmentation,
            segment_id,
            max(case when trait_rank = 1 then trait end) as first_trait,
            max(case when trait_rank = 2 then trait end) as second_trait,
            max(case when trait_rank = 3 then trait end) as third_trait
        from segment_profiles
        group by segmentation, segment_id
    ),

    segments as (
        select
            segment_definitions.segmentation,
            segment_definitions.segment_id,
            segment_definitions.segment_name,
            segment_definitions.description,
            entries.method,
            entries.objective,
            segment_definitions.is_outlier,
            coalesce(sizes.customer_count, 0) as customer_count,
            {{ customer_segmentation.ratio(
                "coalesce(sizes.customer_count, 0)",
                "sum(sizes.customer_count) over (partition by segment_definitions.segmentation)",
            ) }}
            as customer_share,
            coalesce(sizes.spend_net, 0) / nullif(
                sum(sizes.spend_net) over (
                    partition by segment_definitions.segmentation
                ),
                0
            ) as revenue_share,
            {{ dbt.concat([
                "coalesce(traits.first_trait, '')",
                "coalesce(" ~ dbt.concat(["'; '", "traits.second_trait"]) ~ ", '')",
                "coalesce(" ~ dbt.concat(["'; '", "traits.third_trait"]) ~ ", '')",
            ]) }} as top_traits,
            stability.value as stability_jaccard,
            stability.rating as stability_rating,
            {{ customer_segmentation.overridden(
                "segment_levels.action", "recommended_action", "segment_definitions"
            ) }} as recommended_action
        from segment_definitions
        inner join entries on segment_definitions.segmentation = entries.segmentation
        left join
            sizes
            on segment_definitions.segmentation = sizes.segmentation
            and segment_definitions.segment_id = sizes.segment_id
        left join
            traits
            on segment_definitions.segmentation = traits.segmentation
            and segment_definitions.segment_id = traits.segment_id
        left join
            segment_stability as stability
            on segment_definitions.segmentation = stability.segmentation
            and segment_definitions.segment_id = stability.segment_id
            and stability.check_name = 'bootstrap_jaccard'
        left join
            segment_levels
            on segment_definitions.segmentation = segment_levels.segmentation
            and segment_definitions.segment_id = segment_levels.segment_id
    )

select *
from segments
