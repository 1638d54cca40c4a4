{% set patterns = customer_segmentation.given_mapping("test_customer_patterns") %}
{% set implausible = {} if var("as_of_date") else {
    "'ordered_at after the day of the run'": "orders.ordered_date > " ~ customer_segmentation.run_date(),
    dbt.concat([
        "'isolated after a gap of '", "cast(order_dates.gap_days as " ~ dbt.type_string() ~ ")", "' days'",
    ]): "orders.ordered_date >= order_dates.isolated_from_date",
} %}
with

    orders as (select * from {{ ref("base_shop__orders") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }} where is_current),

    order_dates as (select * from {{ ref("order_dates") }}),

    test_customers as (
        select distinct customer_id
        from {{ ref("customer_decisions") }}
        where reason = 'test customer'
    ),

    checked as (
        select
            {{ customer_segmentation.checked_columns("orders", earlier=implausible) }},
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
        cross join order_dates
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
