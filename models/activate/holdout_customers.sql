-- Customers at the previous as-of date, and their last day with an order since.
{% set segmentation = customer_segmentation.recommendation_segmentation() or "" %}
with

    fit_sample as (select * from {{ ref("fit_sample") }}),

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    known_customers as (
        select
            fit_sample.customer_id,
            fit_sample.as_of_date,
            customer_segment_history.segment_id,
            count(*) over (
                partition by customer_segment_history.segment_id
            ) as segment_customers
        from fit_sample
        inner join
            customer_segment_history
            on fit_sample.customer_id = customer_segment_history.customer_id
            and fit_sample.as_of_date = customer_segment_history.as_of_date
        where
            fit_sample.period_index = 1
            and customer_segment_history.segmentation
            = {{ customer_segmentation.text_literal(segmentation) }}
    ),

    last_orders as (
        select
            known_customers.customer_id,
            max(customer_orders.ordered_date) as held_out_date
        from known_customers
        inner join
            customer_orders
            on known_customers.customer_id = customer_orders.customer_id
            and known_customers.as_of_date <= customer_orders.ordered_date
        where customer_orders.is_purchase
        group by known_customers.customer_id
    ),

    holdout_customers as (
        select
            known_customers.customer_id,
            known_customers.as_of_date,
            known_customers.segment_id,
            known_customers.segment_customers,
            last_orders.held_out_date
        from known_customers
        left join last_orders on known_customers.customer_id = last_orders.customer_id
    )

select *
from holdout_customers
