with

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    customer_segments as (
        select
            segmentation,
            customer_id,
            as_of_date,
            segment_id,
            segment_name,
            confidence,
            distance,
            runner_up_segment_id,
            is_outlier,
            previous_segment_id,
            model_version
        from customer_segment_history
        where is_current
    )

select *
from customer_segments
