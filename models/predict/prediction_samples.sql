{% set horizons = [30, 90, 180, 365] %}
with

    fit_sample as (select * from {{ ref("fit_sample") }}),

    customers as (select * from {{ ref("int_customers") }}),

    prediction_dates as (select * from {{ ref("prediction_dates") }}),

    purchases as (select * from {{ ref("prediction_purchases") }}),

    outcomes as (select * from {{ ref("prediction_outcomes") }}),

    shop as (select * from {{ ref("shop_rhythm") }}),

    known_customers as (
        select
            fit_sample.customer_id,
            fit_sample.is_test,
            prediction_dates.as_of_date,
            prediction_dates.days_before,
            {{ dbt.datediff(
                "customers.first_seen_date", "prediction_dates.as_of_date", "day"
            ) }} as tenure_days
        from fit_sample
        inner join customers on fit_sample.customer_id = customers.customer_id
        cross join prediction_dates
        where
            fit_sample.period_index = 0
            and (
                customers.first_seen_date is null
                or customers.first_seen_date < prediction_dates.as_of_date
            )
    ),

    histories as (
        select
            known_customers.customer_id,
            known_customers.is_test,
            known_customers.as_of_date,
            known_customers.days_before,
            known_customers.tenure_days,
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
            {% for days in horizons %}
                case
                    when known_customers.days_before >= {{ days }}
                    then coalesce(outcomes.orders_next_{{ days }}d, 0)
                end as orders_next_{{ days }}d,
                case
                    when known_customers.days_before >= {{ days }}
                    then coalesce(outcomes.spend_next_{{ days }}d, 0)
                end as spend_next_{{ days }}d,
            {% endfor %}
            shop.usual_pause_days,
            shop.usual_order_value
        from known_customers
        cross join shop
        left join
            purchases
            on known_customers.customer_id = purchases.customer_id
            and known_customers.as_of_date = purchases.as_of_date
        left join
            outcomes
            on known_customers.customer_id = outcomes.customer_id
            and known_customers.as_of_date = outcomes.as_of_date
    ),

    prediction_samples as (
        select
            histories.*,
            {% for name, expression in customer_segmentation.prediction_terms().items() %}
                cast(
                    {{ expression }} as {{ customer_segmentation.type_double() }}
                ) as {{ name }}{{ "," if not loop.last }}
            {% endfor %}
        from histories
    )

select *
from prediction_samples
