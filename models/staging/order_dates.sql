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

    counted_days as (
        select
            ordered_date,
            order_count,
            {{ customer_segmentation.days_between("lag(ordered_date) over (order by ordered_date)", "ordered_date") }}
            as gap_days,
            sum(order_count) over (order by ordered_date desc) as orders_from_here,
            sum(order_count) over () as all_orders
        from order_days
    ),

    -- Few in number, or a shop that opens again would not be seen, and in share, or a
    -- small shop would lose its newest orders.
    isolated_days as (
        select
            min(ordered_date) as isolated_from_date,
            max(orders_from_here) as isolated_orders
        from counted_days
        where
            gap_days > {{ long_gap }}
            and orders_from_here <= greatest(2, all_orders / 10000)
            and orders_from_here < 0.05 * all_orders
    ),

    order_dates as (
        select
            min(
                case
                    when
                        orders_from_here - order_count
                        <= (1 - {{ early_share }}) * all_orders
                    then ordered_date
                end
            ) as first_order_date,
            {% if has_orders %}
                max(
                    case
                        when coalesce(ordered_date < isolated_from_date, true)
                        then ordered_date
                    end
                )
            {% else %} ({{ customer_segmentation.newest_date() }})
            {% endif %} as last_order_date,
            max(isolated_from_date) as isolated_from_date,
            cast(
                max(
                    case when ordered_date = isolated_from_date then gap_days end
                ) as {{ dbt.type_bigint() }}
            ) as gap_days,
            cast(
                coalesce(max(isolated_orders), 0) as {{ dbt.type_bigint() }}
            ) as isolated_orders
        from counted_days
        cross join isolated_days
    )

select *
from order_dates
