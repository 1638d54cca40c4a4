with

    customer_segments as (select * from {{ ref("customer_segments") }}),

    sampled_customers as (select * from {{ ref("sampled_customers") }}),

    sample_segments as (
        select
            customer_segments.segmentation,
            customer_segments.customer_id,
            customer_segments.segment_id,
            customer_segments.confidence,
            customer_segments.distance,
            sampled_customers.sample_rank
        from customer_segments
        inner join
            sampled_customers
            on customer_segments.customer_id = sampled_customers.customer_id
    )

select *
from sample_segments
