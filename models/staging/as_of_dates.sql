{{ customer_segmentation.require_usable_orders(ref("base_shop__orders")) }}

with
    order_days as (
        select ordered_date, count(*) as order_count
        from {{ ref("base_shop__orders") }}
        where ordered_date >= cast('1900-01-01' as date)
        group by ordered_date
    ),

    gaps as (
        select
            ordered_date,
            lag(ordered_date) over (order by ordered_date) as previous_date,
            sum(order_count) over (order by ordered_date desc) as orders_from_here,
            sum(order_count) over () as all_orders
        from order_days
    ),

    -- A few orders long after all others are typing errors, not the present.
    isolated_days as (
        select min(ordered_date) as first_isolated_date
        from gaps
        where
            {{ dbt.datediff("previous_date", "ordered_date", "day") }} > 180
            and orders_from_here < 0.01 * all_orders
    ),

    current_dates as (
        {% if var("as_of_date") %}
            select
                cast(
                    {{ customer_segmentation.text_literal(var("as_of_date")) }} as date
                ) as as_of_date
        {% else %}
            select
                cast(
                    {{ dbt.dateadd("day", 1, "max(order_days.ordered_date)") }} as date
                ) as as_of_date
            from order_days
            cross join isolated_days
            where
                isolated_days.first_isolated_date is null
                or order_days.ordered_date < isolated_days.first_isolated_date
        {% endif %}
    ),

    as_of_dates as (
        {% for period_index in range(var("history_periods") | int + 1) %}
            select
                cast(
                    {{ dbt.dateadd("day", -period_index * var("period_days"), "as_of_date") }}
                    as date
                ) as as_of_date,
                {{ period_index }} as period_index,
                {{ "true" if period_index == 0 else "false" }} as is_current
            from current_dates
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from as_of_dates
