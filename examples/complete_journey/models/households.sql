-- The contract knows dates of birth and the file knows bands of age: the middle of
-- the band.
with

    demographics as (select * from {{ source("complete_journey", "demographics") }}),

    households as (
        select
            household_id as customer_id,
            case
                age
                when '19-24'
                then date '1996-01-01'
                when '25-34'
                then date '1988-01-01'
                when '35-44'
                then date '1978-01-01'
                when '45-54'
                then date '1968-01-01'
                when '55-64'
                then date '1958-01-01'
                when '65+'
                then date '1947-01-01'
            end as birth_date
        from demographics
    )

select *
from households
