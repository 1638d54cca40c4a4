{{ config(materialized="view") }}

with

    kept_events as ({{ customer_segmentation.kept_rows("events") }}),

    events as (
        select
            {{ customer_segmentation.select_columns("events", {
                "occurred_date": "cast(occurred_at as date)",
            }) }}
        from kept_events
    )

select *
from events
