{% set columns = [
    "event_id",
    "customer_id",
    "occurred_at",
    "channel",
    "event_type",
    "session_id",
    "campaign_id",
] %}

with
    events as (select * from {{ ref("base_engagement__events") }}),

    current_date_of_run as (
        select as_of_date from {{ ref("as_of_dates") }} where is_current
    ),

    known_customers as (select * from {{ ref("known_customers") }}),

    repeated_keys as (
        {{
            customer_segmentation.repeated_keys(
                ref("base_engagement__events"), "event_id"
            )
        }}
    ),

    checked as (
        select
            {{ customer_segmentation.columns_of("events", columns + ["invalid_column", "invalid_value"]) }},
            case
                when events.event_id is null
                then 'no event_id'
                when events.customer_id is null
                then 'no customer_id'
                when events.invalid_column is not null
                then
                    'unreadable ' || events.invalid_column
                    {{ customer_segmentation.when_date_is_wrong("occurred_at") }}
                    {{ customer_segmentation.when_code_is_unknown("channel") }}
                    {{ customer_segmentation.when_code_is_unknown("event_type") }}
            end as error,
            known_customers.customer_id is null as is_unknown_customer
        from events
        cross join current_date_of_run
        left join known_customers on events.customer_id = known_customers.customer_id
    ),

    suspects as (
        select *
        from checked
        where
            error is not null
            or is_unknown_customer
            or {{ customer_segmentation.key_hash("event_id") }}
            in (select key_hash from repeated_keys)
    ),

    event_exceptions as (
        {{
            customer_segmentation.engagement_exceptions(
                "suspects", "event_id", "occurred_at", columns
            )
        }}
    )

select *
from event_exceptions
