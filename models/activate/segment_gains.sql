-- By the segment at the earlier date: whoever spends more enters a better one. Who is
-- in one for not having ordered for a quarter spends more in the next by chance, so
-- that what they gain is above the pace of their year, too, and above the same season
-- a year ago.
with

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    customer_features as (select * from {{ ref("customer_features") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    spend_year_ago as (select * from {{ ref("spend_year_ago") }}),

    members as (
        select
            customer_segment_history.segmentation,
            customer_segment_history.segment_id,
            customer_segment_history.customer_id,
            customer_features.spend_net_90d,
            customer_features.spend_net_365d
        from customer_segment_history
        inner join
            as_of_dates
            on customer_segment_history.as_of_date = as_of_dates.as_of_date
            and as_of_dates.period_index = 1
        inner join
            customer_features
            on customer_segment_history.customer_id = customer_features.customer_id
            and customer_segment_history.as_of_date = customer_features.as_of_date
    ),

    segment_gains as (
        select
            members.segmentation,
            members.segment_id,
            count(*) as customers,
            {{ customer_segmentation.exact_sum("customer_features.spend_net_90d") }}
            - greatest(
                {{ customer_segmentation.exact_sum("members.spend_net_90d") }},
                {{ customer_segmentation.exact_sum("members.spend_net_365d") }}
                * 90
                / 365,
                coalesce(
                    {{ customer_segmentation.exact_sum("spend_year_ago.last_90d") }}, 0
                )
            ) as gain_90d
        from members
        inner join
            customer_features
            on members.customer_id = customer_features.customer_id
            and customer_features.is_current
        left join spend_year_ago on members.customer_id = spend_year_ago.customer_id
        group by members.segmentation, members.segment_id
    )

select *
from segment_gains
