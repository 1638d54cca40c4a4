with

    ranked as (select * from {{ ref("segment_feature_ranks") }}),

    -- The same measure in another window says nothing new; another measure of the
    -- same family says little; a mean within a tenth of everybody's says nothing.
    placed as (
        select
            segmentation,
            segment_id,
            feature_name,
            importance_class,
            importance_rank,
            standardized_difference,
            lift,
            row_number() over (
                partition by segmentation, segment_id, measure order by importance_rank
            ) as place_in_measure,
            row_number() over (
                partition by segmentation, segment_id, family order by importance_rank
            ) as place_in_family
        from ranked
    ),

    traits as (
        select
            segmentation,
            segment_id,
            feature_name,
            row_number() over (
                partition by segmentation, segment_id
                order by
                    importance_class,
                    case when place_in_family = 1 then 0 else 1 end,
                    importance_rank
            ) as trait_rank
        from placed
        where
            place_in_measure = 1
            and abs(standardized_difference) >= 0.2
            and coalesce(abs(lift - 1), 1) >= 0.1
    ),

    segment_profiles as (
        select
            ranked.segmentation,
            ranked.segment_id,
            ranked.feature_name,
            ranked.label,
            ranked.unit,
            ranked.role,
            ranked.family,
            ranked.coverage,
            ranked.segment_mean,
            ranked.segment_median,
            ranked.population_mean,
            ranked.population_stddev,
            ranked.standardized_difference,
            ranked.lift,
            ranked.trait_name,
            ranked.trait,
            ranked.importance_rank,
            cast(traits.trait_rank as {{ dbt.type_int() }}) as trait_rank
        from ranked
        left join
            traits
            on ranked.segmentation = traits.segmentation
            and ranked.segment_id = traits.segment_id
            and ranked.feature_name = traits.feature_name
    )

select *
from segment_profiles
