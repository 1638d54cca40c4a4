{% set patterns = var("test_customer_patterns") or {} %}
with

    orders as (select * from {{ ref("base_shop__orders") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }} where is_current),

    test_customers as (
        select distinct customer_id
        from {{ ref("customer_decisions") }}
        where reason = 'test customer'
    ),

    checked as (
        select
            {{ customer_segmentation.checked_columns("orders") }},
            case
                when orders.status = 'cancelled'
                then 'cancelled order'
                when
                    test_customers.customer_id is not null
                    or {{ customer_segmentation.matches_pattern("orders.customer_id", patterns.get("customer_id")) }}
                then 'test customer'
                when
                    {{ customer_segmentation.matches_pattern("orders.order_id", var("adjustment_order_patterns")) }}
                then 'adjustment order'
            end as exclusion
        from orders
        cross join as_of_dates
        left join test_customers on orders.customer_id = test_customers.customer_id
    ),

    order_decisions as (
        {{ customer_segmentation.row_decisions("orders", rows="checked", order_by=[
            "case status when 'cancelled' then 0 when 'returned' then 1 else 2 end",
            "ordered_at desc",
        ]) }}
    )

select *
from order_decisions
