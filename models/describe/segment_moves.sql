with

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    segment_definitions as (select * from {{ ref("segment_definitions") }}),

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

    segment_moves as (
        select
            moves.segmentation,
            moves.from_as_of_date,
            moves.to_as_of_date,
            moves.from_segment_id,
            segments_left.segment_name as from_segment_name,
            moves.to_segment_id,
            segments_entered.segment_name as to_segment_name,
            moves.customer_count,
            {{ customer_segmentation.ratio(
                "moves.customer_count",
                "sum(moves.customer_count) over (partition by moves.segmentation, moves.to_as_of_date, moves.from_segment_id)",
            ) }}
            as share_of_from
        from moves
        inner join
            segment_definitions as segments_left
            on moves.segmentation = segments_left.segmentation
            and moves.from_segment_id = segments_left.segment_id
        inner join
            segment_definitions as segments_entered
            on moves.segmentation = segments_entered.segmentation
            and moves.to_segment_id = segments_entered.segment_id
    )

select *
from segment_moves
