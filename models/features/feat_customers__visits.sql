with

    event_days as (select * from {{ ref("int_customer_event_days") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    windows as (
        select
            as_of_date,
            {{ customer_segmentation.days_before("as_of_date", 90) }} as start_90d
        from as_of_dates
    ),

    visits as (
        select
            event_days.customer_id,
            windows.as_of_date,
            event_days.occurred_date,
            event_days.session_id
        from event_days
        inner join
            windows
            on event_days.occurred_date >= windows.start_90d
            and event_days.occurred_date < windows.as_of_date
        where event_days.is_visit
        group by
            event_days.customer_id,
            windows.as_of_date,
            event_days.occurred_date,
            event_days.session_id
    ),

    feat_customers__visits as (
        select customer_id, as_of_date, count(*) as visit_count_90d
        from visits
        group by customer_id, as_of_date
    )

select *
from feat_customers__visits
