-- Waits for the tests of the segments: what cannot be trusted is not acted on.
-- depends_on: {{ ref('segments') }}
{% set contact = var("audience_include_contact") %}
with

    customer_segments as (select * from {{ ref("customer_segments") }}),

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    reachable_customers as (select * from {{ ref("reachable_customers") }}),

    -- A stay begins where the segment differs from that of the as-of date before.
    stays as (
        select segmentation, customer_id, max(as_of_date) as entered_at
        from customer_segment_history
        where previous_segment_id is null or previous_segment_id <> segment_id
        group by segmentation, customer_id
    ),

    audience_members as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            customer_segments.segment_name,
            {{ customer_segmentation.population_in_words("customer_segments.segmentation") }}
            as population,
            customer_segments.customer_id,
            reachable_customers.channel,
            {{ customer_segmentation.is_held_out(
                "customer_segments.segmentation", "customer_segments.customer_id"
            ) }} as is_holdout,
            customer_segments.as_of_date,
            stays.entered_at,
            {% for column in ["email", "phone", "first_name", "last_name"] %}
                {% if contact %} reachable_customers.{{ column }}
                {% else %} cast(null as {{ dbt.type_string() }}) as {{ column }}
                {% endif %}
                {% if not loop.last %},{% endif %}
            {% endfor %}
        from customer_segments
        inner join
            reachable_customers
            on customer_segments.customer_id = reachable_customers.customer_id
        inner join
            stays
            on customer_segments.segmentation = stays.segmentation
            and customer_segments.customer_id = stays.customer_id
    )

select *
from audience_members
