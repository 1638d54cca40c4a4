{{ config(materialized="view") }}

with
    orders as (select * from {{ ref("base_shop__orders") }}),

    order_exceptions as (select * from {{ ref("order_exceptions") }}),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    kept_orders as (
        {{
            customer_segmentation.kept_rows(
                "orders",
                "order_exceptions",
                "order_id",
                [
                    "order_id",
                    "customer_id",
                    "ordered_at",
                    "status",
                    "channel",
                    "currency",
                    "total_amount",
                    "discount_amount",
                    "shipping_amount",
                    "coupon_code",
                ],
            )
        }}
    ),

    canonical_orders as (
        select
            kept_orders.order_id,
            coalesce(
                customer_aliases.canonical_customer_id, kept_orders.customer_id
            ) as customer_id,
            kept_orders.ordered_at,
            cast(kept_orders.ordered_at as date) as ordered_date,
            coalesce(kept_orders.status, 'completed') as status,
            kept_orders.channel,
            kept_orders.currency,
            kept_orders.total_amount,
            kept_orders.discount_amount,
            kept_orders.shipping_amount,
            kept_orders.coupon_code
        from kept_orders
        left join
            customer_aliases on kept_orders.customer_id = customer_aliases.customer_id
    )

select *
from canonical_orders
