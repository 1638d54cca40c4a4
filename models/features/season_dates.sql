-- A year earlier the shop had to be open for one period more, and all the time since.
{% set period_days = var("period_days") | int %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    year_ago as (
        select
            {{ customer_segmentation.days_before("as_of_date", 365) }} as as_of_date,
            as_of_date as compared_date,
            period_index
        from as_of_dates
        where period_index <= 1
    ),

    order_days as (
        select distinct ordered_date
        from customer_orders
        where ordered_date < (select max(compared_date) from year_ago)
    ),

    pauses as (
        select
            ordered_date,
            {{
                customer_segmentation.days_between(
                    "lag(ordered_date) over (order by ordered_date)",
                    "ordered_date",
                )
            }} as days_closed
        from order_days
    ),

    reach as (
        select
            min(pauses.ordered_date) as first_order_date,
            max(
                case
                    when pauses.ordered_date >= starts.start_date
                    then pauses.days_closed
                end
            ) as longest_pause_days
        from pauses
        cross join
            (
                select
                    {{ customer_segmentation.days_before("min(as_of_date)", period_days) }}
                    as start_date
                from year_ago
            ) as starts
    ),

    season_dates as (
        select year_ago.as_of_date, year_ago.compared_date, year_ago.period_index
        from year_ago
        cross join reach
        where
            reach.first_order_date <= (
                select
                    {{ customer_segmentation.days_before("min(as_of_date)", period_days) }}
                from year_ago
            )
            and coalesce(reach.longest_pause_days, 0) <= {{ period_days }} / 2
    )

select *
from season_dates
