with
    raw_orders as ({{ customer_segmentation.raw_select("orders") }}),

    cleaned as (
        select
            {{ customer_segmentation.clean_id("order_id") }} as order_id,
            {{ customer_segmentation.clean_id("customer_id") }} as customer_id,
            {{ customer_segmentation.clean_timestamp("ordered_at") }} as ordered_at,
            lower({{ customer_segmentation.clean_text("status") }}) as status,
            lower({{ customer_segmentation.clean_text("channel") }}) as channel,
            upper({{ customer_segmentation.clean_text("currency") }}) as currency,
            {{ customer_segmentation.clean_number("total_amount") }} as total_amount,
            {{ customer_segmentation.clean_number("discount_amount") }}
            as discount_amount,
            {{ customer_segmentation.clean_number("shipping_amount") }}
            as shipping_amount,
            {{ customer_segmentation.clean_text("coupon_code") }} as coupon_code,
            ordered_at as raw_ordered_at,
            total_amount as raw_total_amount,
            discount_amount as raw_discount_amount,
            shipping_amount as raw_shipping_amount
        from raw_orders
    ),

    orders as (
        select
            order_id,
            customer_id,
            ordered_at,
            cast(ordered_at as date) as ordered_date,
            {{
                customer_segmentation.standard_code(
                    "status",
                    customer_segmentation.order_statuses(),
                    customer_segmentation.order_status_synonyms(),
                )
            }} as status,
            channel,
            currency,
            total_amount,
            abs(discount_amount) as discount_amount,
            shipping_amount,
            coupon_code,
            {{ customer_segmentation.invalid_column(["ordered_at", "total_amount", "discount_amount", "shipping_amount"]) }}
            as invalid_column,
            {{ customer_segmentation.invalid_value(["ordered_at", "total_amount", "discount_amount", "shipping_amount"]) }}
            as invalid_value
        from cleaned
    )

select *
from orders
