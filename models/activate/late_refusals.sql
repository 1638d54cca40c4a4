with

    event_decisions as (select * from {{ ref("event_decisions") }}),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    unused_refusals as (
        select
            coalesce(
                customer_aliases.canonical_customer_id, event_decisions.customer_id
            ) as customer_id,
            event_decisions.channel
        from event_decisions
        left join
            customer_aliases
            on event_decisions.customer_id = customer_aliases.customer_id
        where
            event_decisions.row_status <> 'kept'
            and event_decisions.event_type in ('unsubscribed', 'complained')
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
