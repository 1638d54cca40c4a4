-- Such as a promotion, the start of a cohort or an import: it tells nothing of who
-- bought.
with

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    days as (
        select as_of_dates.as_of_date, customer_orders.ordered_date, count(*) as orders
        from customer_orders
        inner join as_of_dates on customer_orders.ordered_date < as_of_dates.as_of_date
        where customer_orders.is_purchase
        group by as_of_dates.as_of_date, customer_orders.ordered_date
    ),

    compared as (
        select
            as_of_date,
            ordered_date,
            orders,
            sum(orders) over (partition by as_of_date) as all_orders,
            avg(orders) over (
                partition by
                    as_of_date, {{ customer_segmentation.weekday("ordered_date") }}
            ) as usual_orders
        from days
    ),

    shared_days as (
        select as_of_date, ordered_date
        from compared
        where 20 * orders >= all_orders and orders >= 5 * usual_orders
    )

select *
from shared_days
