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
            measured.trait_members >= 10
            and measured.trait_members >= 0.2 * measured.segment_customers as is_common,
            coalesce(
                measured.segment_customers * measured.coverage
                >= {{ var("min_cell_customers") }},
                false
            ) as is_shown,
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

    segment_feature_ranks as (
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
            measured.is_common,
            measured.is_shown,
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
    )

select *
from segment_feature_ranks
