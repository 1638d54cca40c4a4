with

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    periods as (
        select later.as_of_date as to_as_of_date, earlier.as_of_date as from_as_of_date
        from as_of_dates as later
        inner join
            as_of_dates as earlier on later.period_index + 1 = earlier.period_index
    ),

    moves as (
        select
            customer_segment_history.segmentation,
            periods.from_as_of_date,
            periods.to_as_of_date,
            customer_segment_history.previous_segment_id as from_segment_id,
            customer_segment_history.segment_id as to_segment_id,
            count(*) as customer_count
        from customer_segment_history
        inner join
            periods on customer_segment_history.as_of_date = periods.to_as_of_date
        where customer_segment_history.previous_segment_id is not null
        group by
            customer_segment_history.segmentation,
            periods.from_as_of_date,
            periods.to_as_of_date,
            customer_segment_history.previous_segment_id,
            customer_segment_history.segment_id
    ),

    segment_migrations as (
        select
            segmentation,
            from_as_of_date,
            to_as_of_date,
            from_segment_id,
            to_segment_id,
            customer_count,
            {{ customer_segmentation.ratio(
                "customer_count",
                "sum(customer_count) over (partition by segmentation, to_as_of_date, from_segment_id)",
            ) }}
            as share_of_from
        from moves
    )

select *
from segment_migrations
