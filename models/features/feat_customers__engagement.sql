{#- Sends at which a customer's own rate weighs as much as the rate of all customers. -#}
{% set prior_sends = 10 %}
with

    events as (select * from {{ ref("stg_engagement__events") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    channel_events as (
        select
            customer_id,
            occurred_date,
            event_type,
            {{ customer_segmentation.event_channel() }} as channel
        from events
    ),

    windows as (
        select
            as_of_date,
            {{ customer_segmentation.days_before("as_of_date", 90) }} as start_90d,
            {{ customer_segmentation.days_before("as_of_date", 365) }} as start_365d
        from as_of_dates
    ),

    events_as_of as (
        select
            channel_events.customer_id,
            windows.as_of_date,
            case when occurred_date >= start_90d then event_type end as event_type_90d,
            case
                when channel = 'email' and occurred_date >= start_365d then event_type
            end as email_type_365d,
            case
                when channel = 'social' and occurred_date >= start_365d then 1
            end as social_interaction,
            case
                when event_type = 'ticket_opened' and occurred_date >= start_365d then 1
            end as ticket,
            case
                when channel = 'email' and event_type in ('unsubscribed', 'complained')
                then 1
            end as unsubscription,
            case
                when event_type not in ('sent', 'delivered', 'bounced')
                then occurred_date
            end as touch_date
        from channel_events
        inner join windows on channel_events.occurred_date < windows.as_of_date
    ),

    totals as (
        select
            customer_id,
            as_of_date,
            count(case when event_type_90d = 'page_view' then 1 end) as page_views,
            count(
                case when event_type_90d = 'product_view' then 1 end
            ) as product_views,
            count(case when event_type_90d = 'search' then 1 end) as searches,
            count(
                case when event_type_90d = 'add_to_cart' then 1 end
            ) as cart_additions,
            count(case when email_type_365d = 'sent' then 1 end) as sends,
            count(case when email_type_365d = 'opened' then 1 end) as opens,
            count(case when email_type_365d = 'clicked' then 1 end) as clicks,
            count(social_interaction) as social_interactions,
            count(ticket) as tickets,
            count(unsubscription) as unsubscriptions,
            max(touch_date) as last_touch_date
        from events_as_of
        group by customer_id, as_of_date
    ),

    population as (
        select
            as_of_date,
            {{ customer_segmentation.ratio("sum(least(opens, sends))", "sum(sends)") }}
            as open_rate,
            {{ customer_segmentation.ratio("sum(least(clicks, sends))", "sum(sends)") }}
            as click_rate
        from totals
        group by as_of_date
    ),

    feat_customers__engagement as (
        select
            totals.customer_id,
            totals.as_of_date,
            page_views as page_view_count_90d,
            product_views as product_view_count_90d,
            searches as search_count_90d,
            cart_additions as add_to_cart_count_90d,
            sends as email_sent_count_365d,
            case
                when sends > 0
                then
                    (least(opens, sends) + {{ prior_sends }} * open_rate)
                    / (sends + {{ prior_sends }})
            end as email_open_rate,
            case
                when sends > 0
                then
                    (least(clicks, sends) + {{ prior_sends }} * click_rate)
                    / (sends + {{ prior_sends }})
            end as email_click_rate,
            {{ customer_segmentation.days_between("last_touch_date", "totals.as_of_date") }}
            as days_since_last_touch,
            social_interactions as social_interaction_count_365d,
            tickets as ticket_count_365d,
            unsubscriptions > 0 as is_email_unsubscribed
        from totals
        inner join population on totals.as_of_date = population.as_of_date
    )

select *
from feat_customers__engagement
