{% set double = customer_segmentation.type_double() %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    feature_bin_counts as (select * from {{ ref("feature_bin_counts") }}),

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    segment_counts as (
        select
            segmentation,
            segment_id,
            as_of_date,
            cast(count(*) as {{ double }}) as customers
        from customer_segment_history
        group by segmentation, segment_id, as_of_date
    ),

    -- A segment that is empty on one of the dates is a bin without customers there.
    subjects as (
        select
            segmentation,
            'feature' as subject_type,
            feature_name as subject_name,
            bin,
            as_of_date,
            customers
        from feature_bin_counts
        union all
        select
            every_segment.segmentation,
            'segments' as subject_type,
            'segment shares' as subject_name,
            every_segment.segment_id as bin,
            as_of_dates.as_of_date,
            coalesce(segment_counts.customers, 0) as customers
        from
            (
                select distinct segmentation, segment_id from segment_counts
            ) as every_segment
        cross join as_of_dates
        left join
            segment_counts
            on every_segment.segmentation = segment_counts.segmentation
            and every_segment.segment_id = segment_counts.segment_id
            and as_of_dates.as_of_date = segment_counts.as_of_date
    ),

    drift_counts as (
        select
            subjects.segmentation,
            subjects.subject_type,
            subjects.subject_name,
            subjects.bin,
            subjects.as_of_date,
            as_of_dates.period_index,
            subjects.customers
        from subjects
        inner join as_of_dates on subjects.as_of_date = as_of_dates.as_of_date
    )

select *
from drift_counts
