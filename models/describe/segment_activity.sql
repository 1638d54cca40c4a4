{% set double = customer_segmentation.type_double() %}
{% set one = customer_segmentation.double_literal(1) %}
{% set zero = customer_segmentation.double_literal(0) %}
with

    customer_features as (select * from {{ ref("customer_features") }}),

    customer_segments as (select * from {{ ref("customer_segments") }}),

    rfm_group_scores as (select * from {{ ref("rfm_group_scores") }}),

    customer_activity as (select * from {{ ref("customer_activity") }}),

    shop as (
        select
            {{ customer_segmentation.ratio(
                customer_segmentation.exact_sum("spend_net"), "count(spend_net)"
            ) }} as spend_net
        from customer_features
        where is_current
    ),

    segment_activity as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            {{ customer_segmentation.ratio(
                customer_segmentation.exact_sum("customer_features.spend_net"),
                "count(customer_features.spend_net)",
            ) }} as spend_net,
            max(shop.spend_net) as shop_spend_net,
            avg(
                cast(nullif(rfm_group_scores.recency_score, 0) as {{ double }})
            ) as recency_score,
            avg(
                cast(nullif(rfm_group_scores.value_score, 0) as {{ double }})
            ) as value_score,
            {% for level in customer_segmentation.activity_levels() %}
                avg(
                    case
                        when
                            customer_activity.activity_level
                            = {{ customer_segmentation.text_literal(level) }}
                        then {{ one }}
                        else {{ zero }}
                    end
                ) as {{ level }}_share,
            {% endfor %}
            avg(
                case
                    when customer_activity.activity_level is not null
                    then {{ one }}
                    else {{ zero }}
                end
            ) as known_share,
            avg(
                case
                    when customer_features.order_count = 1
                    then {{ one }}
                    else {{ zero }}
                end
            ) as one_order_share,
            cast(
                {{ customer_segmentation.quantile("customer_features.recency_days", 0.5) }}
                as {{ double }}
            ) as median_recency_days,
            cast(
                {{ customer_segmentation.quantile("customer_activity.usual_gap_days", 0.5) }}
                as {{ double }}
            ) as median_gap_days,
            cast(
                {{ customer_segmentation.quantile("customer_features.order_gap_days_mean", 0.5) }}
                as {{ double }}
            ) as median_own_gap_days,
            {{ customer_segmentation.ratio(
                "count(customer_features.order_gap_days_mean)",
                "nullif(count(case when customer_features.order_count > 0 then 1 end), 0)",
            ) }}
            as own_gap_coverage
        from customer_segments
        inner join
            customer_features
            on customer_segments.customer_id = customer_features.customer_id
            and customer_segments.as_of_date = customer_features.as_of_date
        inner join
            customer_activity
            on customer_segments.customer_id = customer_activity.customer_id
            and customer_segments.as_of_date = customer_activity.as_of_date
        left join
            rfm_group_scores
            on customer_segments.customer_id = rfm_group_scores.customer_id
            and customer_segments.as_of_date = rfm_group_scores.as_of_date
        cross join shop
        group by customer_segments.segmentation, customer_segments.segment_id
    )

select *
from segment_activity
