{{ config(materialized="view") }}
{% set counts = customer_segmentation.event_counts() %}
with

    event_days as (select * from {{ ref("int_event_days") }}),

    unused as (
        {{ customer_segmentation.events_by_day(
            ref("event_decisions"), "row_status <> 'kept'"
        ) }}
    ),

    used_days as (
        select
            event_days.customer_id,
            event_days.occurred_date,
            event_days.is_visit,
            {% for name in counts %}
                event_days.{{ name }} - coalesce(unused.{{ name }}, 0) as {{ name }},
            {% endfor %}
            event_days.session_id
        from event_days
        left join
            unused
            on event_days.customer_id = unused.customer_id
            and event_days.occurred_date = unused.occurred_date
            and event_days.is_visit = unused.is_visit
            and coalesce(event_days.session_id, '') = coalesce(unused.session_id, '')
        where event_days.events > coalesce(unused.events, 0)
    ),

    customer_event_days as (
        {{ customer_segmentation.of_canonical_customers(
            "used_days", ["occurred_date", "is_visit"] + counts.keys() | list + ["session_id"]
        ) }}
    )

select *
from customer_event_days
