-- What members do without an action is told by those of a period ago: who was in the
-- segment then, and has ordered since.
with

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    customer_features as (select * from {{ ref("customer_features") }}),

    segment_return_rates as (
        select
            customer_segment_history.segmentation,
            customer_segment_history.segment_id,
            avg(
                case
                    when customer_features.order_count_90d > 0
                    then {{ customer_segmentation.double_literal(1) }}
                    else {{ customer_segmentation.double_literal(0) }}
                end
            ) as buyer_share_90d
        from customer_segment_history
        inner join
            as_of_dates
            on customer_segment_history.as_of_date = as_of_dates.as_of_date
            and as_of_dates.period_index = 1
        inner join
            customer_features
            on customer_segment_history.customer_id = customer_features.customer_id
            and customer_features.is_current
        group by
            customer_segment_history.segmentation, customer_segment_history.segment_id
    )

select *
from segment_return_rates
