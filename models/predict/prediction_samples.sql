{% set horizons = [30, 90, 180, 365] %}
with

    prediction_customers as (select * from {{ ref("prediction_customers") }}),

    purchases as (select * from {{ ref("prediction_purchases") }}),

    outcomes as (select * from {{ ref("prediction_outcomes") }}),

    shop as (select * from {{ ref("shop_rhythm") }}),

    histories as (
        select
            prediction_customers.customer_id,
            prediction_customers.is_test,
            prediction_customers.as_of_date,
            prediction_customers.days_before,
            prediction_customers.tenure_days,
            purchases.recency_days,
            purchases.days_since_first_order,
            coalesce(purchases.order_count, 0) as order_count,
            coalesce(purchases.order_count_90d, 0) as order_count_90d,
            coalesce(purchases.order_count_365d, 0) as order_count_365d,
            purchases.average_order_value,
            purchases.order_gap_days_mean,
            coalesce(purchases.spend_net_90d, 0) as spend_net_90d,
            coalesce(purchases.spend_net_365d, 0) as spend_net_365d,
            coalesce(outcomes.spend_year_ago_90d, 0) as spend_year_ago_90d,
            -- In a shop's first quarters they say when customers came, not their
            -- season.
            {% for days in [90, 180] %}
                case
                    when prediction_customers.history_days >= 455
                    then coalesce(outcomes.orders_year_ago_{{ days }}d, 0)
                    else 0
                end as orders_year_ago_{{ days }}d,
            {% endfor %}
            {% for days in horizons %}
                case
                    when prediction_customers.days_before >= {{ days }}
                    then coalesce(outcomes.orders_next_{{ days }}d, 0)
                end as orders_next_{{ days }}d,
                case
                    when prediction_customers.days_before >= {{ days }}
                    then coalesce(outcomes.spend_next_{{ days }}d, 0)
                end as spend_next_{{ days }}d,
            {% endfor %}
            shop.usual_pause_days,
            shop.usual_order_value
        from prediction_customers
        cross join shop
        left join
            purchases
            on prediction_customers.customer_id = purchases.customer_id
            and prediction_customers.as_of_date = purchases.as_of_date
        left join
            outcomes
            on prediction_customers.customer_id = outcomes.customer_id
            and prediction_customers.as_of_date = outcomes.as_of_date
    ),

    prediction_samples as (
        {{ customer_segmentation.with_prediction_terms("histories") }}
    )

select *
from prediction_samples
