-- Rejected rows are counted too, and taken off by int_customer_event_days: what
-- becomes of a row changes with other rows and with the as-of date, its day does not.
-- depends_on: {{ ref('base_engagement__events') }}
-- depends_on: {{ ref('stg_engagement__events') }}
{% set is_overridden = customer_segmentation.is_overridden("events") %}
{{
    customer_segmentation.events_by_day(
        ref("stg_engagement__events" if is_overridden else "base_engagement__events")
    )
}}
