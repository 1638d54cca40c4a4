{% set horizons = [30, 90, 180, 365] %}
with

    prediction_orders as (select * from {{ ref("prediction_orders") }}),

    prediction_dates as (select * from {{ ref("prediction_dates") }}),

    windows as (
        select
            as_of_date,
            current_as_of_date,
            {% for days in horizons %}
                {{ customer_segmentation.days_before("as_of_date", -days) }}
                as end_{{ days }}d,
            {% endfor %}
            {{ customer_segmentation.year_ago_windows() }}
        from prediction_dates
    ),

    prediction_outcomes as (
        select
            prediction_orders.customer_id,
            windows.as_of_date,
            {% for days in horizons %}
                count(
                    case
                        when
                            prediction_orders.is_purchase
                            and prediction_orders.ordered_date >= windows.as_of_date
                            and prediction_orders.ordered_date < windows.end_{{ days }}d
                        then 1
                    end
                ) as orders_next_{{ days }}d,
                {{ customer_segmentation.stable_sum(
                    "case when prediction_orders.ordered_date >= windows.as_of_date"
                    ~ " and prediction_orders.ordered_date < windows.end_" ~ days ~ "d"
                    ~ " then prediction_orders.net_amount else 0 end"
                ) }} as spend_next_{{ days }}d,
            {% endfor %}
            {{ customer_segmentation.orders_year_ago("prediction_orders") }}
        from prediction_orders
        inner join
            windows
            on prediction_orders.ordered_date >= windows.year_ago_start
            and prediction_orders.ordered_date < windows.end_365d
            and prediction_orders.ordered_date < windows.current_as_of_date
        group by prediction_orders.customer_id, windows.as_of_date
    )

select *
from prediction_outcomes
