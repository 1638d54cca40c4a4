{#- Orders before the history are fewer than this share: typing errors in the year. -#}
{% set early_share = 0.005 %}
{#- A pause of the shop in days, from which on the orders behind it may be typing errors. -#}
{% set long_gap = 180 %}
{% set has_orders = customer_segmentation.using_table("orders") %}
{% if has_orders %}
    {{ customer_segmentation.require_usable_orders(ref("base_shop__orders")) }}
{% else %} {{ customer_segmentation.require_dated_rows() }}
{% endif %}

with
    order_days as (
        select ordered_date, count(*) as order_count
        from {{ ref("base_shop__orders") }}
        where
            ordered_date >= cast('1900-01-01' as date)
            and ordered_date <= {{ customer_segmentation.run_date() }}
        group by ordered_date
    ),

    gaps as (
        select
            ordered_date,
            order_count,
            lag(ordered_date) over (order by ordered_date) as previous_date,
            sum(order_count) over (order by ordered_date desc) as orders_from_here,
            sum(order_count) over () as all_orders
        from order_days
    ),

    -- Few in number, or a shop that opens again would not be seen, and in share, or a
    -- small shop would lose its newest orders.
    isolated_days as (
        select
            ordered_date,
            orders_from_here,
            {{ customer_segmentation.days_between("previous_date", "ordered_date") }}
            as gap_days
        from gaps
        where
            {{ customer_segmentation.days_between("previous_date", "ordered_date") }}
            > {{ long_gap }}
            and orders_from_here <= greatest(2, all_orders / 10000)
            and orders_from_here < 0.05 * all_orders
    ),

    first_isolated_days as (
        select
            min(ordered_date) as isolated_from_date,
            max(orders_from_here) as isolated_orders
        from isolated_days
    ),

    last_order_days as (
        select max(order_days.ordered_date) as last_order_date
        from order_days
        cross join first_isolated_days
        where
            first_isolated_days.isolated_from_date is null
            or order_days.ordered_date < first_isolated_days.isolated_from_date
    ),

    order_dates as (
        select
            history.first_order_date,
            {% if has_orders %} last_order_days.last_order_date,
            {% else %} ({{ customer_segmentation.newest_date() }}) as last_order_date,
            {% endif %}
            first_isolated_days.isolated_from_date,
            cast(isolated_days.gap_days as {{ dbt.type_bigint() }}) as gap_days,
            cast(
                coalesce(
                    first_isolated_days.isolated_orders, 0
                ) as {{ dbt.type_bigint() }}
            ) as isolated_orders
        from first_isolated_days
        cross join last_order_days
        cross join
            (
                select min(ordered_date) as first_order_date
                from gaps
                where
                    orders_from_here - order_count
                    <= (1 - {{ early_share }}) * all_orders
            ) as history
        left join
            isolated_days
            on first_isolated_days.isolated_from_date = isolated_days.ordered_date
    )

select *
from order_dates
