-- Empty where the season is not known: then a year ago tells nothing.
with

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    windows as (
        select
            {{ customer_segmentation.days_before("as_of_date", 365 + 90) }}
            as last_start,
            {{ customer_segmentation.days_before("as_of_date", 365) }} as last_end
        from {{ ref("as_of_dates") }}
        where is_current
    ),

    forecast as (
        select max(season) as season
        from {{ ref("customer_predictions") }}
        where is_current
    ),

    spend_year_ago as (
        select
            customer_orders.customer_id,
            {{ customer_segmentation.exact_sum("customer_orders.net_amount") }}
            as last_90d
        from customer_orders
        inner join forecast on forecast.season = 'known'
        inner join
            windows
            on customer_orders.ordered_date >= windows.last_start
            and customer_orders.ordered_date < windows.last_end
        group by customer_orders.customer_id
    )

select *
from spend_year_ago
