{{ config(materialized="view") }}

with
    events as (select * from {{ ref("base_engagement__events") }}),

    event_exceptions as (select * from {{ ref("event_exceptions") }}),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    kept_events as (
        {{
            customer_segmentation.kept_rows(
                "events",
                "event_exceptions",
                "event_id",
                [
                    "event_id",
                    "customer_id",
                    "occurred_at",
                    "channel",
                    "event_type",
                    "session_id",
                    "campaign_id",
                ],
            )
        }}
    ),

    canonical_events as (
        select
            kept_events.event_id,
            coalesce(
                customer_aliases.canonical_customer_id, kept_events.customer_id
            ) as customer_id,
            kept_events.occurred_at,
            cast(kept_events.occurred_at as date) as occurred_date,
            kept_events.channel,
            kept_events.event_type,
            kept_events.session_id,
            kept_events.campaign_id
        from kept_events
        left join
            customer_aliases on kept_events.customer_id = customer_aliases.customer_id
    )

select *
from canonical_events
