with

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    windows as (
        select as_of_date, {{ customer_segmentation.year_ago_windows() }}
        from {{ ref("as_of_dates") }}
    ),

    orders_year_ago as (
        select
            customer_orders.customer_id,
            windows.as_of_date,
            {{ customer_segmentation.orders_year_ago("customer_orders") }}
        from customer_orders
        inner join
            windows
            on customer_orders.ordered_date >= windows.year_ago_start
            and customer_orders.ordered_date < windows.year_ago_end_180d
        group by customer_orders.customer_id, windows.as_of_date
    )

select *
from orders_year_ago
