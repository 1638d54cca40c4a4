-- Four dates a quarter apart, so that every season counts, each early enough that who
-- came back is known: no silence is cut off by the as-of date.
with

    earlier_dates as (
        {% for quarter in range(4) %}
            select
                as_of_date,
                shop_gap_days,
                return_days + {{ 90 * quarter }} as days_before,
                cast(
                    {{ dbt.dateadd("day", "-(return_days + " ~ 90 * quarter ~ ")", "as_of_date") }}
                    as date
                ) as silent_on_date,
                {{ customer_segmentation.days_before("as_of_date", 90 * quarter) }}
                as known_date
            from {{ ref("shop_gaps") }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    orders as (
        select
            customer_id,
            ordered_date,
            row_number() over (
                partition by customer_id order by ordered_at, order_id
            ) as order_number,
            min(ordered_date) over (partition by customer_id) as first_order_date,
            coalesce(
                lead(ordered_date) over (
                    partition by customer_id order by ordered_at, order_id
                ),
                cast('9999-12-31' as date)
            ) as next_order_date
        from {{ ref("int_customer_orders") }}
        where is_purchase
    ),

    -- Dates are compared, and days counted of the pauses that are left.
    silences as (
        select
            orders.customer_id,
            orders.order_number,
            earlier_dates.as_of_date,
            earlier_dates.days_before,
            {{ customer_segmentation.days_between(
                "orders.ordered_date", "earlier_dates.silent_on_date"
            ) }} as silent_days,
            {{ customer_segmentation.usual_gap_days(
                customer_segmentation.days_between(
                    "orders.first_order_date", "orders.ordered_date"
                ),
                "(orders.order_number - 1)",
                "earlier_dates.shop_gap_days",
            ) }} as usual_gap_days,
            orders.next_order_date < earlier_dates.known_date as has_come_back
        from orders
        inner join
            earlier_dates
            on orders.ordered_date < earlier_dates.silent_on_date
            and orders.next_order_date >= earlier_dates.silent_on_date
    ),

    silences_in_gaps as (
        select
            customer_id,
            order_number,
            as_of_date,
            days_before,
            silent_days,
            {{ customer_segmentation.gaps_of_silence("silent_days", "usual_gap_days") }}
            as gaps_since_order,
            has_come_back
        from silences
    ),

    past_silences as (
        select
            *,
            case
                {% for gaps in customer_segmentation.silence_grid() | reverse %}
                    when gaps_since_order > {{ gaps }} then {{ gaps }}
                {% endfor %}
            end as passed_gaps
        from silences_in_gaps
    )

select *
from past_silences
