with

    sampled_customers as (select * from {{ ref("sampled_customers") }}),

    customers as (select * from {{ ref("int_customers") }}),

    prediction_dates as (select * from {{ ref("prediction_dates") }}),

    prediction_customers as (
        select
            sampled_customers.customer_id,
            sampled_customers.is_test,
            prediction_dates.as_of_date,
            prediction_dates.days_before,
            prediction_dates.history_days,
            {{ customer_segmentation.days_between(
                "customers.first_seen_date", "prediction_dates.as_of_date"
            ) }} as tenure_days
        from sampled_customers
        inner join customers on sampled_customers.customer_id = customers.customer_id
        cross join prediction_dates
        where
            customers.first_seen_date is null
            or customers.first_seen_date < prediction_dates.as_of_date
    )

select *
from prediction_customers
