with

    customer_orders as (
        select
            order_id,
            customer_id,
            ordered_at,
            ordered_date,
            channel,
            gross_amount,
            return_amount,
            net_amount,
            discount_amount,
            units,
            line_count,
            is_purchase,
            has_coupon
        from {{ ref("int_customer_orders") }}
    )

select *
from customer_orders
