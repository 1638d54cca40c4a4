-- PSI between two samples of one population is about chi-squared / sample size
-- (Yurdakul 2018): `noise_level` is what unchanged customers exceed once in a
-- thousand comparisons, so that small shops do not raise alarms on chance.
{% set double = customer_segmentation.type_double() %}
{% set two = customer_segmentation.double_literal(2) %}
{#- A subject that moved half as much or more a year ago moves with the season. -#}
{% set season_share = 0.5 %}
with

    drift_measures as (select * from {{ ref("drift_measures") }}),

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    history as (select min(ordered_date) as first_order_date from customer_orders),

    year_ago as (
        select segmentation, subject_type, subject_name, psi
        from drift_measures
        where is_year_ago
    ),

    -- Quantile of chi-squared by Wilson & Hilferty (1931), z = 3.09: one in 1,000.
    judged as (
        select
            drift_measures.segmentation,
            drift_measures.from_as_of_date,
            drift_measures.to_as_of_date,
            drift_measures.subject_type,
            drift_measures.subject_name,
            drift_measures.psi,
            year_ago.psi as year_ago_psi,
            drift_measures.sampling_error
            * greatest(drift_measures.degrees, 1)
            * power(
                1
                - {{ two }} / (9 * greatest(drift_measures.degrees, 1))
                + 3.09 * sqrt({{ two }} / (9 * greatest(drift_measures.degrees, 1))),
                3
            ) as noise_level
        from drift_measures
        left join
            year_ago
            on drift_measures.segmentation = year_ago.segmentation
            and drift_measures.subject_type = year_ago.subject_type
            and drift_measures.subject_name = year_ago.subject_name
            and drift_measures.period_index = 0
        where not drift_measures.is_year_ago
    ),

    segment_drift as (
        select
            segmentation,
            from_as_of_date,
            to_as_of_date,
            subject_type,
            subject_name,
            psi,
            year_ago_psi,
            noise_level,
            {{ customer_segmentation.days_between("history.first_order_date", "judged.from_as_of_date") }}
            as history_days,
            cast(
                greatest({{ var("drift_threshold") }}, noise_level) as {{ double }}
            ) as threshold,
            case
                when
                    psi > greatest({{ var("drift_threshold") }}, noise_level)
                    and (
                        year_ago_psi >= {{ season_share }} * psi
                        -- Made of features, they move with the season when these do.
                        or subject_type = 'segments'
                        and min(
                            case
                                when
                                    subject_type = 'segments'
                                    or psi <= greatest(
                                        {{ var("drift_warning_threshold") }},
                                        noise_level
                                    )
                                then null
                                when year_ago_psi >= {{ season_share }} * psi
                                then 1
                                else 0
                            end
                        ) over (partition by segmentation, from_as_of_date)
                        = 1
                    )
                then 'seasonal'
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
