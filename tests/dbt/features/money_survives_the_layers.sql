-- Tables are read by ref each time: DuckDB keeps a CTE that is read twice in memory.
with

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    staging_checks as (select * from {{ ref("staging_checks") }}),

    staged as (
        select
            sum(
                case when source_table = 'orders' then kept_rows else 0 end
            ) as order_count,
            coalesce(sum(amount), 0) as lines_net_amount
        from staging_checks
    ),

    ordered as (
        select
            count(*) as order_count,
            coalesce(sum(lines_net_amount), 0) as lines_net_amount,
            count(
                case
                    when
                        not is_worth_total
                        and abs(net_amount - lines_net_amount) > 1e-6
                        and abs(net_amount - least(lines_net_amount, 0)) > 1e-6
                    then 1
                end
            ) as orders_of_other_value
        from {{ ref("int_customer_orders") }}
    ),

    orders_worth_their_total as (
        select
            coalesce(
                sum(
                    case
                        when orders.status = 'returned' and orders.total_amount > 0
                        then 0
                        else orders.total_amount
                    end
                ),
                0
            ) as expected_amount,
            coalesce(sum(customer_orders.net_amount), 0) as actual_amount
        from {{ ref("int_customer_orders") }} as customer_orders
        inner join
            {{ ref("stg_shop__orders") }} as orders
            on customer_orders.order_id = orders.order_id
        where customer_orders.is_worth_total
    ),

    purchases_as_of as (
        select
            as_of_dates.as_of_date,
            count(case when customer_orders.is_purchase then 1 end) as order_count,
            coalesce(sum(customer_orders.net_amount), 0) as net_amount
        from as_of_dates
        left join
            {{ ref("int_customer_orders") }} as customer_orders
            on customer_orders.ordered_date < as_of_dates.as_of_date
        group by as_of_dates.as_of_date
    ),

    features_as_of as (
        select as_of_date, sum(order_count) as order_count, sum(spend_net) as net_amount
        from {{ ref("customer_features") }}
        where {{ "true" if customer_segmentation.using_table("orders") else "false" }}
        group by as_of_date
    ),

    compared as (
        select
            'lines to orders' as step,
            staged.order_count as expected_orders,
            ordered.order_count as actual_orders,
            staged.lines_net_amount as expected_amount,
            ordered.lines_net_amount as actual_amount
        from staged
        cross join ordered
        union all
        select
            'an order is worth its lines, or nothing when it is returned' as step,
            0 as expected_orders,
            orders_of_other_value as actual_orders,
            0 as expected_amount,
            0 as actual_amount
        from ordered
        union all
        select
            'orders worth their total' as step,
            0 as expected_orders,
            0 as actual_orders,
            expected_amount,
            actual_amount
        from orders_worth_their_total
        union all
        select
            'customer_orders to customer_features' as step,
            purchases_as_of.order_count as expected_orders,
            coalesce(features_as_of.order_count, 0) as actual_orders,
            purchases_as_of.net_amount as expected_amount,
            coalesce(features_as_of.net_amount, 0) as actual_amount
        from purchases_as_of
        left join
            features_as_of on purchases_as_of.as_of_date = features_as_of.as_of_date
    )

select *
from compared
where
    expected_orders <> actual_orders
    or abs(expected_amount - actual_amount) > 1e-9 * greatest(abs(expected_amount), 1)
