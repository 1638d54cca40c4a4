-- Orders from as_of_date on count nowhere, but who has only such ones was not known
-- before.
{{ config(materialized="view") }}
with

    order_decisions as (select * from {{ ref("order_decisions") }}),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    refused as (
        select
            coalesce(
                customer_aliases.canonical_customer_id, order_decisions.customer_id
            ) as customer_id,
            cast(order_decisions.ordered_at as date) as ordered_date
        from order_decisions
        left join
            customer_aliases
            on order_decisions.customer_id = customer_aliases.customer_id
        where order_decisions.reason = 'ordered_at on or after as_of_date'
    ),

    later_orders as (
        select customer_id, min(ordered_date) as later_order_date
        from refused
        group by customer_id
    )

select *
from later_orders
