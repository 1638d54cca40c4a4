with

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    years_ago as (
        select
            as_of_date,
            {{ customer_segmentation.days_before("as_of_date", 365) }} as start_date,
            {{ customer_segmentation.days_before("as_of_date", 275) }} as end_date
        from as_of_dates
    ),

    spend_year_ago as (
        select
            customer_orders.customer_id,
            years_ago.as_of_date,
            {{ customer_segmentation.stable_sum("customer_orders.net_amount") }}
            as spend_year_ago_90d
        from customer_orders
        inner join
            years_ago
            on customer_orders.ordered_date >= years_ago.start_date
            and customer_orders.ordered_date < years_ago.end_date
        group by customer_orders.customer_id, years_ago.as_of_date
    )

select *
from spend_year_ago
