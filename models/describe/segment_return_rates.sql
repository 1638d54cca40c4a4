-- What members do without an action is told by those of a period ago: who was in the
-- segment then, and has ordered since.
with

    customer_segments as (select * from {{ ref("customer_segments") }}),

    customer_features as (select * from {{ ref("customer_features") }}),

    segment_return_rates as (
        select
            customer_segments.segmentation,
            customer_segments.previous_segment_id as segment_id,
            avg(
                case
                    when customer_features.order_count_90d > 0
                    then {{ customer_segmentation.double_literal(1) }}
                    else {{ customer_segmentation.double_literal(0) }}
                end
            ) as buyer_share_90d
        from customer_segments
        inner join
            customer_features
            on customer_segments.customer_id = customer_features.customer_id
            and customer_segments.as_of_date = customer_features.as_of_date
        where customer_segments.previous_segment_id is not null
        group by customer_segments.segmentation, customer_segments.previous_segment_id
    )

select *
from segment_return_rates
