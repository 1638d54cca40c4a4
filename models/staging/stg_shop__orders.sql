{{ config(materialized="view") }}
{{ customer_segmentation.require_kept_orders(ref("base_shop__orders"), ref("order_decisions")) }}

with

    kept_orders as ({{ customer_segmentation.kept_rows("orders") }}),

    orders as (
        select
            {{ customer_segmentation.select_columns("orders", {
                "status": "coalesce(status, 'completed')",
                "ordered_date": "cast(ordered_at as date)",
            }) }}
        from kept_orders
    )

select *
from orders
