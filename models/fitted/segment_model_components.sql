with

    segment_model_rows as (select * from {{ ref("segment_model_rows") }}),

    segment_model_components as (
        select segmentation, model_version, component, dimension, loading
        from segment_model_rows
        where kind = 'component'
    )

select *
from segment_model_components
