with

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    shared_days as (select * from {{ ref("shared_days") }}),

    -- Midnight to the second is a date without a time of day.
    bought_orders as (
        select
            customer_id,
            ordered_date,
            gross_amount,
            discount_amount,
            units,
            line_count,
            has_coupon,
            channel,
            {{ customer_segmentation.weekday("ordered_date") }} in (0, 6) as is_weekend,
            case
                when ordered_at <> cast(ordered_date as {{ dbt.type_timestamp() }})
                then extract(hour from ordered_at)
            end as hour_of_day
        from customer_orders
        where is_purchase
    ),

    totals as (
        select
            bought_orders.customer_id,
            as_of_dates.as_of_date,
            count(*) as order_count,
            {{ customer_segmentation.stable_sum("bought_orders.units") }} as units,
            count(bought_orders.units) as orders_with_units,
            sum(bought_orders.line_count) as line_count,
            count(bought_orders.line_count) as orders_with_lines,
            max(bought_orders.gross_amount) as largest_order_value,
            {{ customer_segmentation.stable_sum("bought_orders.gross_amount") }}
            as gross_amount,
            {{ customer_segmentation.stable_sum("bought_orders.discount_amount") }}
            as discount_amount,
            count(case when bought_orders.has_coupon then 1 end) as coupon_orders,
            count(bought_orders.channel) as orders_with_channel,
            count(case when bought_orders.channel = 'web' then 1 end) as web_orders,
            count(case when bought_orders.channel = 'app' then 1 end) as app_orders,
            count(case when bought_orders.channel = 'store' then 1 end) as store_orders,
            count(
                case
                    when bought_orders.is_weekend and shared_days.ordered_date is null
                    then 1
                end
            ) as weekend_orders,
            count(
                case when shared_days.ordered_date is null then 1 end
            ) as orders_on_own_days,
            count(bought_orders.hour_of_day) as orders_with_hour,
            count(
                case when bought_orders.hour_of_day between 6 and 11 then 1 end
            ) as morning_orders,
            count(
                case when bought_orders.hour_of_day >= 18 then 1 end
            ) as evening_orders
        from bought_orders
        inner join as_of_dates on bought_orders.ordered_date < as_of_dates.as_of_date
        left join
            shared_days
            on as_of_dates.as_of_date = shared_days.as_of_date
            and bought_orders.ordered_date = shared_days.ordered_date
        group by bought_orders.customer_id, as_of_dates.as_of_date
    ),

    feat_customers__baskets as (
        select
            customer_id,
            as_of_date,
            units / nullif(orders_with_units, 0) as units_per_order,
            {{ customer_segmentation.ratio("line_count", "orders_with_lines") }}
            as lines_per_order,
            largest_order_value,
            discount_amount
            / nullif(gross_amount + discount_amount, 0) as discount_share,
            {{ customer_segmentation.ratio("coupon_orders", "order_count") }}
            as coupon_order_share,
            {{ customer_segmentation.ratio("web_orders", "orders_with_channel") }}
            as web_order_share,
            {{ customer_segmentation.ratio("app_orders", "orders_with_channel") }}
            as app_order_share,
            {{ customer_segmentation.ratio("store_orders", "orders_with_channel") }}
            as store_order_share,
            cast(
                case when web_orders > 0 then 1 else 0 end
                + case when app_orders > 0 then 1 else 0 end
                + case when store_orders > 0 then 1 else 0 end
                + case
                    when orders_with_channel > web_orders + app_orders + store_orders
                    then 1
                    else 0
                end as {{ dbt.type_bigint() }}
            ) as order_channel_count,
            {{ customer_segmentation.ratio("weekend_orders", "orders_on_own_days") }}
            as weekend_order_share,
            {{ customer_segmentation.ratio("morning_orders", "orders_with_hour") }}
            as morning_order_share,
            {{ customer_segmentation.ratio("evening_orders", "orders_with_hour") }}
            as evening_order_share
        from totals
    )

select *
from feat_customers__baskets
