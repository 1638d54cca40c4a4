with

    events as (select * from {{ ref("stg_engagement__events") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    windows as (
        select
            as_of_date,
            {{ customer_segmentation.days_before("as_of_date", 90) }} as start_90d
        from as_of_dates
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
        where {{ customer_segmentation.event_channel() }} in ('web', 'app')
        group by
            events.customer_id,
            windows.as_of_date,
            events.occurred_date,
            events.session_id
    ),

    feat_customers__visits as (
        select customer_id, as_of_date, count(*) as visit_count_90d
        from visits
        group by customer_id, as_of_date
    )

select *
from feat_customers__visits
