with

    event_decisions as (select * from {{ ref("event_decisions") }}),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    late_refusals as (
        select distinct
            coalesce(
                customer_aliases.canonical_customer_id, event_decisions.customer_id
            ) as customer_id
        from event_decisions
        left join
            customer_aliases
            on event_decisions.customer_id = customer_aliases.customer_id
        where
            event_decisions.row_status = 'rejected'
            and event_decisions.event_type in ('unsubscribed', 'complained')
            and coalesce(event_decisions.channel, 'email') = 'email'
    )

select *
from late_refusals
