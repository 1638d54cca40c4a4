with

    customer_features as (select * from {{ ref("customer_features") }}),

    orders_year_ago as (select * from {{ ref("orders_year_ago") }}),

    shop as (select * from {{ ref("shop_rhythm") }}),

    histories as (
        select
            customer_features.customer_id,
            customer_features.as_of_date,
            customer_features.is_current,
            customer_features.tenure_days,
            customer_features.recency_days,
            customer_features.days_since_first_order,
            customer_features.order_count,
            customer_features.order_count_90d,
            customer_features.order_count_365d,
            customer_features.average_order_value,
            customer_features.order_gap_days_mean,
            customer_features.spend_net_90d,
            customer_features.spend_net_365d,
            case
                when orders_year_ago.customer_id is null
                then 0
                else orders_year_ago.spend_year_ago_90d
            end as spend_year_ago_90d,
            coalesce(orders_year_ago.orders_year_ago_90d, 0) as orders_year_ago_90d,
            coalesce(orders_year_ago.orders_year_ago_180d, 0) as orders_year_ago_180d,
            shop.usual_pause_days,
            shop.usual_order_value,
            shop.has_known_money
        from customer_features
        cross join shop
        left join
            orders_year_ago
            on customer_features.customer_id = orders_year_ago.customer_id
            and customer_features.as_of_date = orders_year_ago.as_of_date
    ),

    prediction_inputs as (
        {{ customer_segmentation.with_prediction_terms("histories") }}
    )

select *
from prediction_inputs
