with

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    segment_definitions as (select * from {{ ref("segment_definitions") }}),

    periods as (
        select
            later.as_of_date as to_as_of_date,
            earlier.as_of_date as from_as_of_date,
            earlier.has_full_year
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
        union all
        select
            segmentation,
            from_as_of_date,
            to_as_of_date,
            from_segment_id,
            to_segment_id,
            customer_count
        from {{ ref("population_moves") }}
    ),

    segment_moves as (
        select
            moves.segmentation,
            moves.from_as_of_date,
            moves.to_as_of_date,
            periods.has_full_year,
            moves.from_segment_id,
            coalesce(
                segments_left.segment_name, 'Outside the population'
            ) as from_segment_name,
            moves.to_segment_id,
            coalesce(
                segments_entered.segment_name, 'Outside the population'
            ) as to_segment_name,
            moves.customer_count,
            case
                when moves.from_segment_id is not null
                then
                    {{ customer_segmentation.ratio(
                        "moves.customer_count",
                        "sum(moves.customer_count) over (partition by moves.segmentation, moves.to_as_of_date, moves.from_segment_id)",
                    ) }}
            end as share_of_from
        from moves
        inner join periods on moves.to_as_of_date = periods.to_as_of_date
        left join
            segment_definitions as segments_left
            on moves.segmentation = segments_left.segmentation
            and moves.from_segment_id = segments_left.segment_id
        left join
            segment_definitions as segments_entered
            on moves.segmentation = segments_entered.segmentation
            and moves.to_segment_id = segments_entered.segment_id
        where
            (moves.from_segment_id is null or segments_left.segment_id is not null)
            and (moves.to_segment_id is null or segments_entered.segment_id is not null)
    )

select *
from segment_moves
