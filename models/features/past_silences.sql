-- Four dates a quarter apart, so that every season counts, each early enough that who
-- came back is known: no silence is cut off by the as-of date.
with

    earlier_dates as (
        {% for quarter in range(4) %}
            select
                as_of_date,
                shop_gap_days,
                return_days,
                return_days + {{ 90 * quarter }} as days_before
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
            lead(ordered_date) over (
                partition by customer_id order by ordered_at, order_id
            ) as next_order_date
        from {{ ref("int_customer_orders") }}
        where is_purchase
    ),

    pauses as (
        select
            orders.customer_id,
            orders.order_number,
            {{ customer_segmentation.days_between(
                "orders.first_order_date", "orders.ordered_date"
            ) }} as gap_days,
            {{ customer_segmentation.days_between(
                "orders.ordered_date", "earlier_dates.as_of_date"
            ) }} as began_days_ago,
            {{ customer_segmentation.days_between(
                "orders.next_order_date", "earlier_dates.as_of_date"
            ) }} as ended_days_ago,
            earlier_dates.as_of_date,
            earlier_dates.shop_gap_days,
            earlier_dates.return_days,
            earlier_dates.days_before
        from orders
        inner join earlier_dates on orders.ordered_date < earlier_dates.as_of_date
    ),

    silences as (
        select
            customer_id,
            as_of_date,
            days_before,
            {{ customer_segmentation.gaps_of_silence(
                "(began_days_ago - days_before)",
                customer_segmentation.usual_gap_days(
                    "gap_days", "(order_number - 1)", "shop_gap_days"
                ),
            ) }} as gaps_since_order,
            coalesce(ended_days_ago > days_before - return_days, false) as has_come_back
        from pauses
        where
            began_days_ago > days_before
            and (ended_days_ago is null or ended_days_ago <= days_before)
    ),

    past_silences as (
        select
            *,
            case
                {% for gaps in customer_segmentation.silence_grid() | reverse %}
                    when gaps_since_order > {{ gaps }} then {{ gaps }}
                {% endfor %}
            end as passed_gaps
        from silences
    )

select *
from past_silences
