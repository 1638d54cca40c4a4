with

    season_dates as (select * from {{ ref("season_dates") }}),

    customers as (select * from {{ ref("int_customers") }}),

    purchases as ({{ customer_segmentation.purchases_as_of(ref("season_dates")) }}),

    season_purchases as (
        select
            customers.customer_id,
            season_dates.as_of_date,
            purchases.recency_days,
            purchases.days_since_first_order,
            {% for measure in ["order_count", "order_count_90d", "order_count_365d"] %}
                coalesce(purchases.{{ measure }}, 0) as {{ measure }},
            {% endfor %}
            {% for measure in [
                "spend_net", "spend_gross", "spend_net_90d", "spend_net_365d",
                "spend_net_change_90d",
            ] %}
                case
                    when not purchases.has_known_amount
                    then null
                    else coalesce(purchases.{{ measure }}, 0)
                end as {{ measure }},
            {% endfor %}
            purchases.average_order_value,
            coalesce(purchases.order_count_change_90d, 0) as order_count_change_90d,
            purchases.order_gap_days_mean,
            purchases.order_gap_days_cv,
            purchases.return_share
        from customers
        cross join season_dates
        left join
            purchases
            on customers.customer_id = purchases.customer_id
            and season_dates.as_of_date = purchases.as_of_date
        where
            customers.first_seen_date is null
            or customers.first_seen_date < season_dates.as_of_date
    )

select *
from season_purchases
