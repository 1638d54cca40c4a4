{{ config(materialized="view") }}
with

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    customer_as_of_dates as (select * from {{ ref("customer_as_of_dates") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    -- Who was there on both dates may have entered a population, or left it.
    known_customers as (
        {% for population in customer_segmentation.populations() %}
            select
                {{ customer_segmentation.text_literal(population.segmentation) }}
                as segmentation,
                customer_as_of_dates.customer_id,
                customer_as_of_dates.as_of_date as from_as_of_date,
                later_dates.as_of_date as to_as_of_date
            from customer_as_of_dates
            inner join
                as_of_dates as later_dates
                on customer_as_of_dates.period_index = later_dates.period_index + 1
            union all
        {% endfor %}
        {{ customer_segmentation.empty_select({
            "segmentation": dbt.type_string(),
            "customer_id": dbt.type_string(),
            "from_as_of_date": "date",
            "to_as_of_date": "date",
        }) }}
    ),

    population_moves as (
        select
            known_customers.segmentation,
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
            known_customers.segmentation,
            known_customers.from_as_of_date,
            known_customers.to_as_of_date,
            earlier.segment_id,
            later.segment_id
    )

select *
from population_moves
