{#- Sends at which a customer's own rate counts as much as the rate of all customers. -#}
{% set prior_sends = 10 %}
with

    events as (select * from {{ ref("stg_engagement__events") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    windows as (
        select
            as_of_date,
            {{ customer_segmentation.days_before("as_of_date", 90) }} as start_90d,
            {{ customer_segmentation.days_before("as_of_date", 365) }} as start_365d
        from as_of_dates
    ),

    events_as_of as (
        select
            events.*,
            windows.as_of_date,
            case when occurred_date >= start_90d then event_type end as event_type_90d,
            case
                when occurred_date >= start_365d then event_type
            end as event_type_365d,
            case when occurred_date >= start_365d then channel end as channel_365d
        from events
        inner join windows on events.occurred_date < windows.as_of_date
    ),

    totals as (
        select
            customer_id,
            as_of_date,
            count(
                case when event_type_90d = 'page_view' then 1 end
            ) as page_view_count_90d,
            count(
                case when event_type_90d = 'product_view' then 1 end
            ) as product_view_count_90d,
            count(case when event_type_90d = 'search' then 1 end) as search_count_90d,
            count(
                case when event_type_90d = 'add_to_cart' then 1 end
            ) as add_to_cart_count_90d,
            count(
                case when event_type_365d = 'sent' then 1 end
            ) as email_sent_count_365d,
            count(
                case when event_type_365d = 'opened' then 1 end
            ) as email_open_count_365d,
            count(
                case when event_type_365d = 'clicked' then 1 end
            ) as email_click_count_365d,
            count(
                case when channel_365d = 'social' then 1 end
            ) as social_interaction_count_365d,
            count(
                case when event_type_365d = 'ticket_opened' then 1 end
            ) as ticket_count_365d,
            count(case when event_type = 'unsubscribed' then 1 end)
            > 0 as is_email_unsubscribed,
            max(
                case when event_type not in ('sent', 'delivered') then occurred_date end
            ) as last_touch_date
        from events_as_of
        group by customer_id, as_of_date
    ),

    visits as (
        select
            events.customer_id,
            windows.as_of_date,
            events.occurred_date,
            events.session_id
        from events
        inner join
            windows
            on events.occurred_date >= windows.start_90d
            and events.occurred_date < windows.as_of_date
        where events.channel in ('web', 'app')
        group by
            events.customer_id,
            windows.as_of_date,
            events.occurred_date,
            events.session_id
    ),

    visit_counts as (
        select customer_id, as_of_date, count(*) as visit_count_90d
        from visits
        group by customer_id, as_of_date
    ),

    population as (
        select
            as_of_date,
            1e0
            * sum(least(email_open_count_365d, email_sent_count_365d))
            / nullif(sum(email_sent_count_365d), 0) as open_rate,
            1e0
            * sum(least(email_click_count_365d, email_sent_count_365d))
            / nullif(sum(email_sent_count_365d), 0) as click_rate
        from totals
        group by as_of_date
    ),

    feat_customers__engagement as (
        select
            totals.customer_id,
            totals.as_of_date,
            coalesce(visit_counts.visit_count_90d, 0) as visit_count_90d,
            totals.page_view_count_90d,
            totals.product_view_count_90d,
            totals.search_count_90d,
            totals.add_to_cart_count_90d,
            totals.email_sent_count_365d,
            case
                when totals.email_sent_count_365d > 0
                then
                    (
                        least(
                            totals.email_open_count_365d, totals.email_sent_count_365d
                        )
                        + {{ prior_sends }} * population.open_rate
                    )
                    / (totals.email_sent_count_365d + {{ prior_sends }})
            end as email_open_rate,
            case
                when totals.email_sent_count_365d > 0
                then
                    (
                        least(
                            totals.email_click_count_365d, totals.email_sent_count_365d
                        )
                        + {{ prior_sends }} * population.click_rate
                    )
                    / (totals.email_sent_count_365d + {{ prior_sends }})
            end as email_click_rate,
            {{ dbt.datediff("totals.last_touch_date", "totals.as_of_date", "day") }}
            as days_since_last_touch,
            totals.social_interaction_count_365d,
            totals.ticket_count_365d,
            totals.is_email_unsubscribed
        from totals
        inner join population on totals.as_of_date = population.as_of_date
        left join
            visit_counts
            on totals.customer_id = visit_counts.customer_id
            and totals.as_of_date = visit_counts.as_of_date
    )

select *
from feat_customers__engagement
