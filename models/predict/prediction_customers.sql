with

    fit_sample as (select * from {{ ref("fit_sample") }}),

    customers as (select * from {{ ref("int_customers") }}),

    prediction_dates as (select * from {{ ref("prediction_dates") }}),

    prediction_customers as (
        select
            fit_sample.customer_id,
            fit_sample.is_test,
            prediction_dates.as_of_date,
            prediction_dates.days_before,
            prediction_dates.history_days,
            {{ customer_segmentation.days_between(
                "customers.first_seen_date", "prediction_dates.as_of_date"
            ) }} as tenure_days
        from fit_sample
        inner join customers on fit_sample.customer_id = customers.customer_id
        cross join prediction_dates
        where
            fit_sample.period_index = 0
            and (
                customers.first_seen_date is null
                or customers.first_seen_date < prediction_dates.as_of_date
            )
    )

select *
from prediction_customers
