with

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    years_ago as (
        select
            as_of_date,
            {{ customer_segmentation.days_before("as_of_date", 365) }} as start_date,
            {{ customer_segmentation.days_before("as_of_date", 275) }} as end_date_90d,
            {{ customer_segmentation.days_before("as_of_date", 185) }} as end_date_180d
        from as_of_dates
    ),

    orders_year_ago as (
        select
            customer_orders.customer_id,
            years_ago.as_of_date,
            {% for days in [90, 180] %}
                count(
                    case
                        when
                            customer_orders.is_purchase
                            and customer_orders.ordered_date
                            < years_ago.end_date_{{ days }}d
                        then 1
                    end
                ) as orders_year_ago_{{ days }}d,
            {% endfor %}
            {{ customer_segmentation.stable_sum(
                "case when customer_orders.ordered_date < years_ago.end_date_90d"
                ~ " then customer_orders.net_amount else 0 end"
            ) }} as spend_year_ago_90d
        from customer_orders
        inner join
            years_ago
            on customer_orders.ordered_date >= years_ago.start_date
            and customer_orders.ordered_date < years_ago.end_date_180d
        group by customer_orders.customer_id, years_ago.as_of_date
    )

select *
from orders_year_ago
