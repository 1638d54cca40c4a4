-- Orders, lines and money in staging are those in customer_orders and, at every as-of
-- date,
-- those in customer_features.
with

    orders as (select * from {{ ref("stg_shop__orders") }}),

    order_items as (select * from {{ ref("stg_shop__order_items") }}),

    customer_orders as (select * from {{ ref("customer_orders") }}),

    customer_features as (select * from {{ ref("customer_features") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    returned_orders as (
        select order_items.order_id, sum(order_items.line_amount) as net_amount
        from order_items
        inner join orders on order_items.order_id = orders.order_id
        where orders.status = 'returned'
        group by order_items.order_id
    ),

    orders_without_lines as (
        select
            case
                when orders.status = 'returned'
                then least(orders.total_amount, 0)
                else orders.total_amount
            end as net_amount
        from customer_orders
        inner join orders on customer_orders.order_id = orders.order_id
        where customer_orders.line_count is null
    ),

    staged as (
        select
            (select count(*) from orders) as order_count,
            coalesce((select sum(line_amount) from order_items), 0)
            - coalesce((select sum(greatest(net_amount, 0)) from returned_orders), 0)
            + coalesce(
                (select sum(net_amount) from orders_without_lines), 0
            ) as net_amount
    ),

    totals as (
        select
            'staging to customer_orders' as step,
            staged.order_count as expected_orders,
            (select count(*) from customer_orders) as actual_orders,
            staged.net_amount as expected_amount,
            (select coalesce(sum(net_amount), 0) from customer_orders) as actual_amount
        from staged
        union all
        select
            'customer_orders to customer_features' as step,
            expected.order_count as expected_orders,
            actual.order_count as actual_orders,
            expected.net_amount as expected_amount,
            actual.net_amount as actual_amount
        from
            (
                select
                    as_of_dates.as_of_date,
                    count(
                        case when customer_orders.is_purchase then 1 end
                    ) as order_count,
                    coalesce(sum(customer_orders.net_amount), 0) as net_amount
                from as_of_dates
                left join
                    customer_orders
                    on customer_orders.ordered_date < as_of_dates.as_of_date
                group by as_of_dates.as_of_date
            ) as expected
        left join
            (
                select
                    as_of_date,
                    sum(order_count) as order_count,
                    sum(spend_net) as net_amount
                from customer_features
                group by as_of_date
            ) as actual
            on expected.as_of_date = actual.as_of_date
    )

select *
from totals
where
    expected_orders <> coalesce(actual_orders, 0)
    or abs(expected_amount - coalesce(actual_amount, 0))
    > 1e-9 * greatest(abs(expected_amount), 1)
