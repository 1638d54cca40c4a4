-- Orders from as_of_date on count nowhere, but who has only such ones was not known
-- before.
{{ config(materialized="view") }}
with

    decided_orders as (
        {{ customer_segmentation.of_canonical_customers(
            ref("order_decisions"), ["ordered_at", "reason"]
        ) }}
    ),

    later_orders as (
        select customer_id, min(cast(ordered_at as date)) as later_order_date
        from decided_orders
        where reason = 'ordered_at on or after as_of_date'
        group by customer_id
    )

select *
from later_orders
