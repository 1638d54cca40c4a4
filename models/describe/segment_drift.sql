-- PSI between two samples of one population is about chi-squared / sample size
-- (Yurdakul 2018): `noise_level` is what unchanged customers exceed once in a
-- thousand comparisons, so that small shops do not raise alarms on chance.
{% set double = customer_segmentation.type_double() %}
{% set two = customer_segmentation.double_literal(2) %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    feature_bin_counts as (select * from {{ ref("feature_bin_counts") }}),

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    history as (select min(ordered_date) as first_order_date from customer_orders),

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

    shares as (
        select
            subjects.segmentation,
            subjects.subject_type,
            subjects.subject_name,
            subjects.bin,
            as_of_dates.period_index,
            subjects.as_of_date,
            sum(subjects.customers) over (
                partition by
                    subjects.segmentation,
                    subjects.subject_type,
                    subjects.subject_name,
                    subjects.as_of_date
            ) as population,
            count(*) over (
                partition by
                    subjects.segmentation,
                    subjects.subject_type,
                    subjects.subject_name,
                    subjects.as_of_date
            ) as bins,
            subjects.customers
        from subjects
        inner join as_of_dates on subjects.as_of_date = as_of_dates.as_of_date
    ),

    smoothed as (
        select
            segmentation,
            subject_type,
            subject_name,
            bin,
            period_index,
            as_of_date,
            population,
            bins,
            (customers + 0.5) / (population + 0.5 * bins) as share
        from shares
        where population > 0
    ),

    compared as (
        select
            later.segmentation,
            earlier.as_of_date as from_as_of_date,
            later.as_of_date as to_as_of_date,
            later.subject_type,
            later.subject_name,
            sum((later.share - earlier.share) * ln(later.share / earlier.share)) as psi,
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
            earlier.as_of_date,
            later.as_of_date,
            later.subject_type,
            later.subject_name
    ),

    -- Quantile of chi-squared by Wilson & Hilferty (1931), z = 3.09: one in 1,000.
    judged as (
        select
            compared.*,
            sampling_error
            * greatest(degrees, 1)
            * power(
                1
                - {{ two }} / (9 * greatest(degrees, 1))
                + 3.09 * sqrt({{ two }} / (9 * greatest(degrees, 1))),
                3
            ) as noise_level
        from compared
    ),

    segment_drift as (
        select
            segmentation,
            from_as_of_date,
            to_as_of_date,
            subject_type,
            subject_name,
            psi,
            noise_level,
            {{ dbt.datediff("history.first_order_date", "judged.from_as_of_date", "day") }}
            as history_days,
            cast(
                greatest({{ var("drift_threshold") }}, noise_level) as {{ double }}
            ) as threshold,
            case
                when psi > greatest({{ var("drift_threshold") }}, noise_level)
                then 'major'
                when psi > greatest({{ var("drift_warning_threshold") }}, noise_level)
                then 'moderate'
                else 'stable'
            end as rating
        from judged
        cross join history
    )

select *
from segment_drift
