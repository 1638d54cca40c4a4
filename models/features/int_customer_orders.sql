with

    orders as (select * from {{ ref("stg_shop__orders") }}),

    order_items as (select * from {{ ref("stg_shop__order_items") }}),

    incomplete_orders as (select * from {{ ref("incomplete_orders") }}),

    line_amounts as (
        select
            order_id,
            line_amount,
            discount_amount,
            case
                when line_amount >= 0 then line_amount when line_amount < 0 then 0
            end as bought_amount,
            case
                when line_amount <= 0 then - line_amount when line_amount > 0 then 0
            end as returned_amount,
            case when {{ customer_segmentation.is_bought_line() }} then 1 end as lines,
            case
                when {{ customer_segmentation.is_bought_line() }} then quantity
            end as units
        from order_items
    ),

    order_lines as (
        select
            order_id,
            count(lines) as line_count,
            count(*) - count(line_amount) as unpriced_lines,
            {{ customer_segmentation.stable_sum("units") }} as units,
            {{ customer_segmentation.stable_sum("bought_amount") }} as bought_amount,
            {{ customer_segmentation.stable_sum("returned_amount") }}
            as returned_amount,
            {{ customer_segmentation.stable_sum("discount_amount") }} as discount_amount
        from line_amounts
        group by order_id
    ),

    order_amounts as (
        select
            orders.order_id,
            orders.customer_id,
            orders.ordered_at,
            orders.ordered_date,
            orders.status,
            orders.channel,
            orders.total_amount,
            orders.total_amount is not null
            and (
                order_lines.bought_amount is null
                or orders.total_amount <> 0
                and (
                    incomplete_orders.order_id is not null
                    or order_lines.unpriced_lines > 0
                )
            ) as is_worth_total,
            orders.coupon_code is not null as has_coupon,
            order_lines.bought_amount - order_lines.returned_amount as lines_net_amount,
            order_lines.line_count,
            order_lines.units,
            greatest(
                coalesce(orders.discount_amount, 0),
                coalesce(order_lines.discount_amount, 0),
                0
            ) as discount_amount,
            coalesce(
                order_lines.bought_amount,
                case
                    when order_lines.order_id is null
                    then
                        cast(
                            {{ customer_segmentation.zero_when_used("order_items") }}
                            as {{ customer_segmentation.type_double() }}
                        )
                end
            ) as bought_amount,
            coalesce(order_lines.returned_amount, 0) as returned_amount
        from orders
        left join order_lines on orders.order_id = order_lines.order_id
        left join incomplete_orders on orders.order_id = incomplete_orders.order_id
    ),

    -- The readable lines of an order say too little where others were lost.
    valued_orders as (
        select
            order_amounts.*,
            case
                when is_worth_total then greatest(total_amount, 0) else bought_amount
            end as gross_amount,
            case
                when is_worth_total
                then greatest(- total_amount, 0)
                else returned_amount
            end as worth_returned
        from order_amounts
    ),

    netted_orders as (
        select
            order_id,
            customer_id,
            ordered_at,
            ordered_date,
            channel,
            gross_amount,
            case
                when status = 'returned' and gross_amount is null and worth_returned = 0
                then null
                when status = 'returned'
                then greatest(coalesce(gross_amount, 0), worth_returned)
                else worth_returned
            end as return_amount,
            lines_net_amount,
            total_amount,
            is_worth_total,
            discount_amount,
            units,
            line_count,
            coalesce(gross_amount > 0, true) as is_purchase,
            has_coupon
        from valued_orders
    ),

    customer_orders as (
        select
            *,
            gross_amount - return_amount as net_amount,
            case
                when is_purchase
                then
                    {{
                        customer_segmentation.days_between(
                            "lag(ordered_date) over (
                                partition by customer_id, is_purchase
                                order by ordered_at, order_id
                            )",
                            "ordered_date",
                        )
                    }}
            end as days_since_previous_order
        from netted_orders
    )

select *
from customer_orders
