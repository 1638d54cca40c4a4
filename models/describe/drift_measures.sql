-- PSI of every subject between successive dates, and between the same dates a year ago.
{% set double = customer_segmentation.type_double() %}
{#- Index of the dates a year ago, far from those of today. -#}
{% set year_ago = 1000 %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    feature_bin_counts as (select * from {{ ref("feature_bin_counts") }}),

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    season_dates as (select * from {{ ref("season_dates") }}),

    season_bin_counts as (select * from {{ ref("season_bin_counts") }}),

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
            feature_bin_counts.segmentation,
            'feature' as subject_type,
            feature_bin_counts.feature_name as subject_name,
            feature_bin_counts.bin,
            as_of_dates.period_index,
            as_of_dates.as_of_date,
            feature_bin_counts.customers
        from feature_bin_counts
        inner join as_of_dates on feature_bin_counts.as_of_date = as_of_dates.as_of_date
        union all
        select
            season_bin_counts.segmentation,
            'feature' as subject_type,
            season_bin_counts.feature_name as subject_name,
            season_bin_counts.bin,
            season_dates.period_index + {{ year_ago }} as period_index,
            season_dates.as_of_date,
            season_bin_counts.customers
        from season_bin_counts
        inner join
            season_dates on season_bin_counts.as_of_date = season_dates.as_of_date
        union all
        select
            every_segment.segmentation,
            'segments' as subject_type,
            'segment shares' as subject_name,
            every_segment.segment_id as bin,
            as_of_dates.period_index,
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

    shares as (
        select
            *,
            sum(customers) over (
                partition by segmentation, subject_type, subject_name, period_index
            ) as population,
            count(*) over (
                partition by segmentation, subject_type, subject_name, period_index
            ) as bins
        from subjects
    ),

    smoothed as (
        select *, (customers + 0.5) / (population + 0.5 * bins) as share
        from shares
        where population > 0
    ),

    drift_measures as (
        select
            later.segmentation,
            later.period_index,
            later.period_index >= {{ year_ago }} as is_year_ago,
            earlier.as_of_date as from_as_of_date,
            later.as_of_date as to_as_of_date,
            later.subject_type,
            later.subject_name,
            {{ customer_segmentation.exact_sum(
                "(later.share - earlier.share) * ln(later.share / earlier.share)"
            ) }} as psi,
            max(later.bins - 1) as degrees,
            max(1 / earlier.population + 1 / later.population) as sampling_error
        from smoothed as later
        inner join
            smoothed as earlier
            on later.segmentation = earlier.segmentation
            and later.subject_type = earlier.subject_type
            and later.subject_name = earlier.subject_name
            and later.bin = earlier.bin
            and later.period_index + 1 = earlier.period_index
        group by
            later.segmentation,
            later.period_index,
            earlier.as_of_date,
            later.as_of_date,
            later.subject_type,
            later.subject_name
    )

select *
from drift_measures
