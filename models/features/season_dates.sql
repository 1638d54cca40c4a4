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

    opening as (
        select
            {{ customer_segmentation.days_before("min(as_of_date)", period_days) }}
            as latest_start_date,
            max(compared_date) as end_date
        from year_ago
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
        from (select distinct ordered_date from customer_orders) as order_days
    ),

    reach as (
        select
            min(pauses.ordered_date) <= opening.latest_start_date as is_long_enough,
            max(
                case
                    when pauses.ordered_date >= opening.latest_start_date
                    then pauses.days_closed
                end
            ) as longest_pause_days
        from opening
        inner join pauses on pauses.ordered_date < opening.end_date
        group by opening.latest_start_date
    ),

    season_dates as (
        select year_ago.as_of_date, year_ago.compared_date, year_ago.period_index
        from year_ago
        cross join reach
        where
            reach.is_long_enough
            and coalesce(reach.longest_pause_days, 0) <= {{ period_days }} / 2
    )

select *
from season_dates
