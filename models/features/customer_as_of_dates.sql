with

    customers as (select * from {{ ref("int_customers") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    customer_as_of_dates as (
        select
            customers.customer_id,
            as_of_dates.as_of_date,
            as_of_dates.period_index,
            as_of_dates.is_current,
            {{
                customer_segmentation.days_between(
                    "customers.first_seen_date", "as_of_dates.as_of_date"
                )
            }} as tenure_days
        from customers
        cross join as_of_dates
        where
            customers.first_seen_date is null
            or customers.first_seen_date < as_of_dates.as_of_date
    )

select *
from customer_as_of_dates
