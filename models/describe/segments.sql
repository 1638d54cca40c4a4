with

    segment_definitions as (select * from {{ ref("segment_definitions") }}),

    segment_sizes as (select * from {{ ref("segment_sizes") }}),

    segment_traits as (select * from {{ ref("segment_traits") }}),

    segment_stability as (select * from {{ ref("segment_stability") }}),

    segment_levels as (select * from {{ ref("segment_levels") }}),

    stability_checks as (
        select
            segmentation,
            segment_id,
            min(value) as stability_jaccard,
            max(
                case when check_name = 'bootstrap_jaccard' then value end
            ) as bootstrap_jaccard,
            max(
                case when check_name = 'bootstrap_jaccard' then rating end
            ) as bootstrap_rating,
            max(
                case when check_name = 'choice_jaccard' then value end
            ) as choice_jaccard,
            max(
                case when check_name = 'choice_jaccard' then rating end
            ) as choice_rating
        from segment_stability
        where check_name in ('bootstrap_jaccard', 'choice_jaccard')
        group by segmentation, segment_id
    ),

    segments as (
        select
            segment_definitions.segmentation,
            segment_definitions.segment_id,
            segment_definitions.segment_name,
            coalesce(
                segment_definitions.description, segment_traits.description
            ) as description,
            segment_definitions.method,
            segment_definitions.objective,
            segment_definitions.is_outlier,
            segment_sizes.customer_count,
            segment_sizes.customer_share,
            segment_sizes.revenue_share,
            coalesce(segment_traits.top_traits, '') as top_traits,
            stability_checks.stability_jaccard,
            case
                when
                    stability_checks.choice_jaccard < stability_checks.bootstrap_jaccard
                    and stability_checks.choice_rating
                    <> stability_checks.bootstrap_rating
                then
                    {{ dbt.concat(["stability_checks.choice_rating", "', limited by the choice'"]) }}
                else stability_checks.bootstrap_rating
            end as stability_rating,
            {{ customer_segmentation.overridden(
                "segment_levels.action", "recommended_action", "segment_definitions"
            ) }} as recommended_action
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
            stability_checks
            on segment_definitions.segmentation = stability_checks.segmentation
            and segment_definitions.segment_id = stability_checks.segment_id
        left join
            segment_levels
            on segment_definitions.segmentation = segment_levels.segmentation
            and segment_definitions.segment_id = segment_levels.segment_id
    )

select *
from segments
