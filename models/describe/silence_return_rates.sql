-- Who has ordered once comes back more seldom than others who are as long silent. Fewer
-- than twenty silences do not say.
with

    past_silences as (select * from {{ ref("past_silences") }}),

    activity_limits as (
        select *
        from {{ ref("activity_limits") }}
        where as_of_date = (select max(as_of_date) from {{ ref("activity_limits") }})
    ),

    tallies as (
        select
            past_silences.order_number = 1 as is_one_time,
            activity_limits.return_days,
            count(*) as silences,
            count(case when past_silences.has_come_back then 1 end) as came_back
        from past_silences
        inner join
            activity_limits
            on past_silences.as_of_date = activity_limits.as_of_date
            and past_silences.gaps_since_order > activity_limits.inactive_after_gaps
        where past_silences.silent_days > {{ customer_segmentation.holiday_days() }}
        group by past_silences.order_number = 1, activity_limits.return_days
    ),

    silence_return_rates as (
        select
            is_one_time,
            return_days,
            {{ customer_segmentation.ratio("came_back", "silences") }}
            as came_back_share
        from tallies
        where silences >= {{ customer_segmentation.fewest_silences() }}
    )

select *
from silence_return_rates
