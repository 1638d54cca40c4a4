with

    segment_fits as (select * from {{ ref("segment_fits") }}),

    accepted as (
        select segmentation, max(model_version) as champion_version
        from segment_fits
        where outcome = 'champion'
        group by segmentation
    ),

    segment_models as (
        select
            segment_fits.segmentation,
            cast(segment_fits.model_version as {{ dbt.type_int() }}) as model_version,
            cast(segment_fits.fitted_as_of_date as date) as fitted_as_of_date,
            segment_fits.algorithm,
            cast(segment_fits.n_segments as {{ dbt.type_int() }}) as n_segments,
            segment_fits.hyperparameters,
            segment_fits.fit_reason,
            case
                when segment_fits.outcome <> 'champion'
                then 'challenger_rejected'
                when segment_fits.model_version = accepted.champion_version
                then 'champion'
                else 'retired'
            end as status,
            segment_fits.structure,
            segment_fits.verdict,
            segment_fits.rejection_reason,
            segment_fits.plugin_version
        from segment_fits
        left join accepted on segment_fits.segmentation = accepted.segmentation
    )

select *
from segment_models
