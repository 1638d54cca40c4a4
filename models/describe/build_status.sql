{{ config(materialized="view") }}
with

    build_state as (select * from {{ ref("build_state") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }} where is_current),

    segmentations as ({{ customer_segmentation.segmentation_rows() }}),

    champions as (
        select segmentation, max(model_version) as model_version
        from {{ ref("segment_models") }}
        where status = 'champion'
        group by segmentation
    ),

    assigned as (
        select
            segmentation,
            max(as_of_date) as as_of_date,
            max(model_version) as model_version
        from {{ ref("customer_segments") }}
        group by segmentation
    ),

    build_status as (
        select
            segmentations.segmentation,
            assigned.as_of_date,
            cast(assigned.model_version as {{ dbt.type_int() }}) as model_version,
            build_state.is_complete
            and coalesce(assigned.as_of_date = as_of_dates.as_of_date, false)
            and coalesce(assigned.model_version, -1)
            = coalesce(champions.model_version, -1) as is_complete
        from segmentations
        cross join build_state
        cross join as_of_dates
        left join assigned on segmentations.segmentation = assigned.segmentation
        left join champions on segmentations.segmentation = champions.segmentation
    )

select *
from build_status
