with

    segment_model_rows as (select * from {{ ref("segment_model_rows") }}),

    segment_model_prototypes as (
        select
            segmentation,
            model_version,
            prototype_id,
            segment_id,
            parameter,
            row_index,
            column_index,
            value
        from segment_model_rows
        where kind = 'prototype'
    )

select *
from segment_model_prototypes
