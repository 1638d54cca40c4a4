-- depends_on: {{ ref('erased_customer_keys') }}
-- An entry only where the assignment changed since the newest one. A build as of an
-- earlier date than the log's adds nothing: what was in force then is in the log.
with

    customer_segments as (select * from {{ ref("customer_segments") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    logged as (
        {{ customer_segmentation.own_rows({
            "segmentation": dbt.type_string(),
            "customer_id": dbt.type_string(),
            "entry_number": dbt.type_int(),
            "as_of_date": "date",
            "segment_id": dbt.type_int(),
            "segment_name": dbt.type_string(),
            "model_version": dbt.type_int(),
        }) }}
    ),

    newest_entries as (
        select
            logged.*,
            max(entry_number) over (
                partition by segmentation, customer_id
            ) as newest_number
        from logged
    ),

    newest_date as (select max(as_of_date) as as_of_date from logged),

    in_force as (select * from newest_entries where entry_number = newest_number),

    customer_segment_log as (
        select
            coalesce(
                customer_segments.segmentation, in_force.segmentation
            ) as segmentation,
            coalesce(
                customer_segments.customer_id, in_force.customer_id
            ) as customer_id,
            cast(
                coalesce(in_force.entry_number, 0) + 1 as {{ dbt.type_int() }}
            ) as entry_number,
            as_of_dates.as_of_date,
            customer_segments.segment_id,
            customer_segments.segment_name,
            customer_segments.model_version
        from customer_segments
        full outer join
            in_force
            on customer_segments.segmentation = in_force.segmentation
            and customer_segments.customer_id = in_force.customer_id
        cross join as_of_dates
        cross join newest_date
        where
            as_of_dates.is_current
            and (
                coalesce(customer_segments.segment_id, -1)
                <> coalesce(in_force.segment_id, -1)
                or coalesce(customer_segments.segment_name, '')
                <> coalesce(in_force.segment_name, '')
            )
            and (
                newest_date.as_of_date is null
                or as_of_dates.as_of_date >= newest_date.as_of_date
            )
    )

select *
from customer_segment_log
