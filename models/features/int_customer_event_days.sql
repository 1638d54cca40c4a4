{{ config(materialized="view") }}
{% set counts = customer_segmentation.event_counts() %}
with

    event_days as (select * from {{ ref("int_event_days") }}),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    unused as (
        {{ customer_segmentation.events_by_day(
            ref("event_decisions"), "row_status <> 'kept'"
        ) }}
    ),

    customer_event_days as (
        select
            coalesce(
                customer_aliases.canonical_customer_id, event_days.customer_id
            ) as customer_id,
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
        left join
            customer_aliases on event_days.customer_id = customer_aliases.customer_id
        where event_days.events > coalesce(unused.events, 0)
    )

select *
from customer_event_days
