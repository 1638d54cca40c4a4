with
    raw_events as ({{ customer_segmentation.raw_select("events") }}),

    cleaned as (
        select
            {{ customer_segmentation.clean_id("event_id") }} as event_id,
            {{ customer_segmentation.clean_id("customer_id") }} as customer_id,
            {{ customer_segmentation.clean_timestamp("occurred_at") }} as occurred_at,
            lower({{ customer_segmentation.clean_text("channel") }}) as channel,
            replace(
                replace(
                    lower({{ customer_segmentation.clean_text("event_type") }}),
                    ' ',
                    '_'
                ),
                '-',
                '_'
            ) as event_type,
            {{ customer_segmentation.clean_text("session_id") }} as session_id,
            {{ customer_segmentation.clean_text("campaign_id") }} as campaign_id,
            occurred_at as raw_occurred_at
        from raw_events
    ),

    events as (
        select
            event_id,
            customer_id,
            occurred_at,
            cast(occurred_at as date) as occurred_date,
            {{
                customer_segmentation.standard_code(
                    "channel",
                    customer_segmentation.event_channels(),
                    customer_segmentation.event_channel_synonyms(),
                )
            }} as channel,
            {{
                customer_segmentation.standard_code(
                    "event_type",
                    customer_segmentation.event_types(),
                    customer_segmentation.event_type_synonyms(),
                )
            }} as event_type,
            session_id,
            campaign_id,
            {{ customer_segmentation.invalid_column(["occurred_at"]) }}
            as invalid_column,
            {{ customer_segmentation.invalid_value(["occurred_at"]) }} as invalid_value
        from cleaned
    )

select *
from events
