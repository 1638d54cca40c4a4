-- PSI between two samples of one population is about chi-squared / sample size
-- (Yurdakul 2018): `noise_level` is what unchanged customers exceed once in a
-- thousand comparisons, so that small shops do not raise alarms on chance.
{% set double = customer_segmentation.type_double() %}
{% set two = customer_segmentation.double_literal(2) %}
with

    population_stability as (select * from {{ ref("population_stability") }}),

    history as (
        select min(ordered_date) as first_order_date
        from {{ ref("int_customer_orders") }}
    ),

    -- Quantile of chi-squared by Wilson & Hilferty (1931), z = 3.09: one in 1,000.
    judged as (
        select
            population_stability.*,
            sampling_error
            * greatest(degrees, 1)
            * power(
                1
                - {{ two }} / (9 * greatest(degrees, 1))
                + 3.09 * sqrt({{ two }} / (9 * greatest(degrees, 1))),
                3
            ) as noise_level
        from population_stability
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
