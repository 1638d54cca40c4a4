with

    segment_model_rows as (select * from {{ ref("segment_model_rows") }}),

    segment_dendrogram as (
        select segmentation, merge_id, left_id, right_id, height, size
        from segment_model_rows
        where kind = 'merge'
    )

select *
from segment_dendrogram
