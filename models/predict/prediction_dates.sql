-- As far back as the forecasts look ahead, and the same dates a year ago.
{% set days_before = [0, 30, 90, 180, 270, 360, 365, 455, 545, 730] %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    order_days as (
        select
            ordered_date,
            sum(count(*)) over (order by ordered_date) as orders_so_far,
            sum(count(*)) over () as all_orders
        from customer_orders
        group by ordered_date
    ),

    -- A few orders long before all others are typing errors, not history.
    first_orders as (
        select min(ordered_date) as first_order_date
        from order_days
        where orders_so_far >= 0.005 * all_orders
    ),

    candidate_dates as (
        {% for days in days_before %}
            select
                {{ customer_segmentation.days_before("as_of_date", days) }}
                as as_of_date,
                as_of_date as current_as_of_date,
                {{ days }} as days_before
            from as_of_dates
            where is_current
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    prediction_dates as (
        select
            candidate_dates.as_of_date,
            candidate_dates.current_as_of_date,
            candidate_dates.days_before,
            {{ customer_segmentation.days_between(
                "first_orders.first_order_date", "candidate_dates.as_of_date"
            ) }} as history_days
        from candidate_dates
        cross join first_orders
        where first_orders.first_order_date < candidate_dates.as_of_date
    )

select *
from prediction_dates
