with

    decided_events as (
        {{ customer_segmentation.of_canonical_customers(
            ref("event_decisions"), ["channel", "event_type", "row_status"]
        ) }}
    ),

    unused_refusals as (
        select customer_id, channel
        from decided_events
        where row_status <> 'kept' and event_type in ('unsubscribed', 'complained')
    ),

    -- A channel that is not known may be the telephone.
    late_refusals as (
        select distinct
            customer_id, {{ customer_segmentation.text_literal("email") }} as channel
        from unused_refusals
        where {{ customer_segmentation.is_about_email("channel") }}
        union all
        select distinct
            customer_id, {{ customer_segmentation.text_literal("phone") }} as channel
        from unused_refusals
        where channel like '?%'
    )

select *
from late_refusals
