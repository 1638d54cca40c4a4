-- The hash decides, so that a larger sample contains the smaller one.
{% set hash = dbt.hash("customer_id") %}
with

    customer_features as (
        select customer_id from {{ ref("customer_features") }} where is_current
    ),

    first_customers as (
        select customer_id
        from customer_features
        order by {{ hash }}, customer_id
        limit {{ var("fit_sample_size") }}
    ),

    sampled_customers as (
        select
            customer_id,
            {{ dbt.hash(dbt.concat(["customer_id", "'-test'"])) }}
            < {{ customer_segmentation.text_literal(
                customer_segmentation.hash_threshold(var("test_share_percent"))
            ) }} as is_test,
            row_number() over (order by {{ hash }}, customer_id) as sample_rank
        from first_customers
    )

select *
from sampled_customers
