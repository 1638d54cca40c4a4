with

    measured as (select * from {{ ref("segment_feature_statistics") }}),

    feature_catalog as (select * from {{ ref("feature_catalog") }}),

    leading_features as ({{ customer_segmentation.leading_features() }}),

    classed as (
        select
            measured.segmentation,
            measured.segment_id,
            measured.feature_name,
            measured.base_feature,
            measured.measure,
            measured.coverage,
            measured.segment_mean,
            measured.segment_median,
            measured.population_mean,
            measured.population_stddev,
            measured.standardized_difference,
            measured.lift,
            case
                when measured.coverage < 0.5
                then 3
                when leading_features.feature_name is not null
                then 0
                when feature_catalog.role = 'feature'
                then 1
                else 2
            end as importance_class
        from measured
        inner join
            feature_catalog on measured.base_feature = feature_catalog.feature_name
        left join
            leading_features
            on measured.segmentation = leading_features.segmentation
            and measured.base_feature = leading_features.feature_name
    ),

    ranked as (
        select
            measured.segmentation,
            measured.segment_id,
            measured.feature_name,
            measured.measure,
            feature_catalog.label,
            feature_catalog.unit,
            feature_catalog.role,
            feature_catalog.family,
            measured.coverage,
            measured.segment_mean,
            measured.segment_median,
            measured.population_mean,
            measured.population_stddev,
            measured.standardized_difference,
            measured.lift,
            measured.importance_class,
            {{ customer_segmentation.trait_name() }} as trait_name,
            {{ customer_segmentation.trait_in_words() }} as trait,
            cast(
                row_number() over (
                    partition by measured.segmentation, measured.segment_id
                    order by
                        measured.importance_class,
                        {{ customer_segmentation.rounded(
                            "abs(coalesce(measured.standardized_difference, 0))", 9
                        ) }} desc,
                        measured.feature_name
                ) as {{ dbt.type_int() }}
            ) as importance_rank
        from classed as measured
        inner join
            feature_catalog on measured.base_feature = feature_catalog.feature_name
    ),

    -- The same measure in another window says nothing new; another measure of the
    -- same family says little; a mean within a tenth of everybody's says nothing.
    placed as (
        select
            ranked.*,
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
