{% set columns = [
    "customer_id", "as_of_date", "is_current", "recency_days", "spend_net_365d",
    "purchase_probability", "churn_probability", "churn_horizon_days", "expected_spend",
    "level_year_multiple", "level_past_year", "range_share", "rule", "season",
] %}
{% set double = customer_segmentation.type_double() %}
with

    customer_forecasts as (select * from {{ ref("customer_forecasts") }}),

    customer_activity as (select * from {{ ref("customer_activity") }}),

    -- The share who have not bought is known after 90 days and after those of churn:
    -- its logarithm falls evenly up to the first, and from there to the second.
    hazards as (
        select
            {{ customer_segmentation.columns_of("customer_forecasts", columns) }},
            least(churn_horizon_days, 90) as near_days,
            greatest(churn_horizon_days, 90) as far_days,
            - ln(
                greatest(churn_probability, 1 - purchase_probability, 1e-12)
            ) as near_hazard,
            - ln(
                greatest(least(churn_probability, 1 - purchase_probability), 1e-12)
            ) as far_hazard,
            cast(
                {{ customer_segmentation.rounded("customer_activity.usual_gap_days") }}
                as {{ dbt.type_int() }}
            ) as usual_pause_days
        from customer_forecasts
        inner join
            customer_activity
            on customer_forecasts.customer_id = customer_activity.customer_id
            and customer_forecasts.as_of_date = customer_activity.as_of_date
    ),

    -- Half of such customers have bought when the share who have not is one half.
    half_times as (
        select
            hazards.*,
            usual_pause_days - recency_days as pause_left_days,
            cast(
                ceil(
                    case
                        when near_hazard >= ln(2)
                        then near_days * ln(2) / near_hazard
                        when far_hazard >= ln(2)
                        then
                            near_days
                            + (far_days - near_days)
                            * (ln(2) - near_hazard)
                            / (far_hazard - near_hazard)
                        when 365 * far_hazard >= far_days * ln(2)
                        then far_days * ln(2) / far_hazard
                    end
                ) as {{ dbt.type_int() }}
            ) as half_time_days
        from hazards
    ),

    -- The own pause says when, unless the forecast says that it is not then: who buys
    -- each Christmas is not due in summer. A pause is nobody's who probably does not
    -- come back, such as a single order's in a shop where few order twice.
    waits as (
        select
            half_times.*,
            case
                when pause_left_days < 0 or pause_left_days is null
                then half_time_days
                when churn_probability is null
                then pause_left_days
                when half_time_days > far_days
                then greatest(half_time_days, pause_left_days)
                when
                    (pause_left_days <= near_days) = (half_time_days <= near_days)
                    and (pause_left_days <= far_days) = (half_time_days <= far_days)
                then pause_left_days
                else half_time_days
            end as wait_days
        from half_times
    ),

    customer_predictions as (
        select
            customer_id,
            as_of_date,
            is_current,
            cast(purchase_probability as {{ double }}) as purchase_probability_90d,
            cast(churn_probability as {{ double }}) as churn_probability,
            churn_horizon_days,
            cast(expected_spend as {{ double }}) as expected_spend_90d,
            -- Who buys in another season than the coming one buys within the year.
            cast(
                case
                    when expected_spend is not null and level_past_year > 0
                    then
                        greatest(
                            spend_net_365d
                            * case when is_current then level_past_year else 1 end,
                            expected_spend
                        )
                    else expected_spend * level_year_multiple
                end as {{ double }}
            ) as expected_spend_365d,
            cast(
                {{ dbt.dateadd("day", "wait_days", "as_of_date") }} as date
            ) as expected_next_order_date,
            cast(
                case
                    when recency_days > usual_pause_days
                    then recency_days - usual_pause_days
                    when recency_days <= usual_pause_days
                    then 0
                end as {{ dbt.type_bigint() }}
            ) as days_overdue,
            rule,
            season,
            cast(range_share as {{ double }}) as range_share
        from waits
    )

select *
from customer_predictions
