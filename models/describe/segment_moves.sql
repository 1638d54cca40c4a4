-- depends_on: {{ ref('customer_as_of_dates') }}
{% set populations = customer_segmentation.populations() %}
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

    {% if populations %}
        -- Who was there on both dates may have entered a population, or left it.
        known_customers as (
            select
                {{ customer_segmentation.text_literal(populations[0].segmentation) }}
                as segmentation,
                periods.from_as_of_date,
                periods.to_as_of_date,
                customer_as_of_dates.customer_id
            from periods
            inner join
                {{ ref("customer_as_of_dates") }} as customer_as_of_dates
                on periods.from_as_of_date = customer_as_of_dates.as_of_date
            {% for population in populations[1:] %}
                union all
                select
                    {{ customer_segmentation.text_literal(population.segmentation) }}
                    as segmentation,
                    periods.from_as_of_date,
                    periods.to_as_of_date,
                    customer_as_of_dates.customer_id
                from periods
                inner join
                    {{ ref("customer_as_of_dates") }} as customer_as_of_dates
                    on periods.from_as_of_date = customer_as_of_dates.as_of_date
            {% endfor %}
        ),
    {% endif %}

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
        {% if populations %}
            union all
            select
                coalesce(later.segmentation, earlier.segmentation) as segmentation,
                known_customers.from_as_of_date,
                known_customers.to_as_of_date,
                earlier.segment_id as from_segment_id,
                later.segment_id as to_segment_id,
                count(*) as customer_count
            from known_customers
            left join
                customer_segment_history as earlier
                on known_customers.segmentation = earlier.segmentation
                and known_customers.customer_id = earlier.customer_id
                and known_customers.from_as_of_date = earlier.as_of_date
            left join
                customer_segment_history as later
                on known_customers.segmentation = later.segmentation
                and known_customers.customer_id = later.customer_id
                and known_customers.to_as_of_date = later.as_of_date
            where
                (later.segment_id is null or earlier.segment_id is null)
                and coalesce(later.segment_id, earlier.segment_id) is not null
            group by
                coalesce(later.segmentation, earlier.segmentation),
                known_customers.from_as_of_date,
                known_customers.to_as_of_date,
                earlier.segment_id,
                later.segment_id
        {% endif %}
    ),

    segment_moves as (
        select
            moves.segmentation,
            moves.from_as_of_date,
            moves.to_as_of_date,
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
