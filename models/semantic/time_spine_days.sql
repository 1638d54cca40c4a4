with

    days as (
        {{ dbt.date_spine("day", "cast('2000-01-01' as date)", "cast('2050-01-01' as date)") }}
    ),

    time_spine_days as (select cast(date_day as date) as date_day from days)

select *
from time_spine_days
