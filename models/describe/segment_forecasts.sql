-- Where the season is not known, a silence says more than the forecast.
{% set never = 9999 %}
with

    customer_segments as (select * from {{ ref("customer_segments") }}),

    customer_features as (select * from {{ ref("customer_features") }}),

    customer_predictions as (
        select * from {{ ref("customer_predictions") }} where season = 'known'
    ),

    orders_year_ago as (select * from {{ ref("orders_year_ago") }}),

    members as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            customer_predictions.churn_horizon_days,
            case
                when customer_features.order_count > 0
                then 1 - customer_predictions.churn_probability
            end as return_probability,
            coalesce(
                {{ customer_segmentation.days_between(
                    "customer_predictions.as_of_date",
                    "customer_predictions.expected_next_order_date",
                ) }},
                {{ never }}
            ) as wait_days,
            case
                when customer_features.days_since_first_order >= 365
                then customer_features.order_count_365d
            end as orders_in_year,
            case
                when customer_features.days_since_first_order >= 365
                then coalesce(orders_year_ago.orders_year_ago_90d, 0)
            end as orders_in_season
        from customer_segments
        inner join
            customer_features
            on customer_segments.customer_id = customer_features.customer_id
            and customer_segments.as_of_date = customer_features.as_of_date
        inner join
            customer_predictions
            on customer_segments.customer_id = customer_predictions.customer_id
            and customer_segments.as_of_date = customer_predictions.as_of_date
        left join
            orders_year_ago
            on customer_segments.customer_id = orders_year_ago.customer_id
            and customer_segments.as_of_date = orders_year_ago.as_of_date
        where customer_predictions.churn_probability is not null
    ),

    segment_forecasts as (
        select
            segmentation,
            segment_id,
            max(churn_horizon_days) as churn_horizon_days,
            {{ customer_segmentation.ratio(
                customer_segmentation.exact_sum_of_shares("return_probability"),
                "count(return_probability)",
            ) }} as expected_share,
            nullif(
                {{ customer_segmentation.discrete_quantile("wait_days", 0.5) }},
                {{ never }}
            ) as median_wait_days,
            {{ customer_segmentation.ratio(
                "sum(orders_in_season)", "sum(orders_in_year)"
            ) }} as season_share
        from members
        group by segmentation, segment_id
    )

select *
from segment_forecasts
