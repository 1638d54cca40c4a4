-- Attributes that the raw contract does not know meet the segments downstream of them.
with

    customer_segments as (select * from {{ ref("customer_segments") }}),

    demographics as (select * from {{ source("complete_journey", "demographics") }}),

    segment_households as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            customer_segments.segment_name,
            count(*) as households,
            count(demographics.household_id) as households_with_demographics,
            avg((demographics.kids_count <> '0')::int) as share_with_kids,
            avg((demographics.household_size = '1')::int) as share_living_alone,
            avg(
                (
                    demographics.income in ('Under 15K', '15-24K', '25-34K', '35-49K')
                )::int
            ) as share_income_below_50k
        from customer_segments
        left join
            demographics
            on customer_segments.customer_id = demographics.household_id::text
        group by all
    )

select *
from segment_households
