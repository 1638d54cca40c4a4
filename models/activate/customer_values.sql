with

    customer_features as (
        select * from {{ ref("customer_features") }} where is_current
    ),

    customer_predictions as (select * from {{ ref("customer_predictions") }}),

    spend_year_ago as (select * from {{ ref("spend_year_ago") }}),

    orders_year_ago as (select * from {{ ref("orders_year_ago") }}),

    customer_values as (
        select
            customer_features.customer_id,
            customer_features.order_count,
            customer_features.days_since_first_order,
            customer_features.spend_net_90d,
            customer_features.spend_net_365d,
            customer_predictions.expected_spend_90d,
            customer_predictions.churn_horizon_days,
            customer_predictions.churn_probability,
            customer_predictions.churn_probability > 0.5 as is_at_risk,
            customer_predictions.season,
            case
                when customer_predictions.season = 'known'
                then
                    case
                        when customer_features.order_count_365d > 0
                        then coalesce(spend_year_ago.last_90d, 0)
                        else 0
                    end
                else customer_features.spend_net_365d * 90 / 365
            end as pace_90d,
            case
                when customer_predictions.season = 'known'
                then coalesce(orders_year_ago.spend_year_ago_90d, 0)
            end as season_90d
        from customer_features
        left join
            customer_predictions
            on customer_features.customer_id = customer_predictions.customer_id
            and customer_features.as_of_date = customer_predictions.as_of_date
        left join
            spend_year_ago on customer_features.customer_id = spend_year_ago.customer_id
        left join
            orders_year_ago
            on customer_features.customer_id = orders_year_ago.customer_id
            and customer_features.as_of_date = orders_year_ago.as_of_date
    )

select *
from customer_values
