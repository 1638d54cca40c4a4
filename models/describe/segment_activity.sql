-- An order is overdue after three usual pauses: of customers who buy at random moments
-- one in twenty waits so long. The usual pause is the mean of the customer's own, drawn
-- towards the shop's by two pauses; a quarter where nobody has bought twice.
{% set double = customer_segmentation.type_double() %}
{% set shop_pauses = 2 %}
with

    customer_features as (select * from {{ ref("customer_features") }}),

    customer_segments as (select * from {{ ref("customer_segments") }}),

    customer_rfm_scores as (select * from {{ ref("customer_rfm_scores") }}),

    shop as (
        select
            coalesce(
                cast(
                    {{ customer_segmentation.quantile("order_gap_days_mean", 0.5) }}
                    as {{ double }}
                ),
                90
            ) as usual_pause_days,
            avg(
                case when order_count > 0 then spend_net_change_90d end
            ) as spend_net_change_90d,
            avg(spend_net) as spend_net
        from customer_features
        where is_current
    ),

    customers as (
        select
            customer_features.customer_id,
            customer_features.as_of_date,
            customer_features.order_count > 0 as is_buyer,
            customer_features.spend_net,
            customer_features.days_since_first_order,
            customer_rfm_scores.recency_score,
            customer_rfm_scores.value_score,
            customer_features.spend_net_change_90d
            - shop.spend_net_change_90d as spend_change,
            customer_features.recency_days / nullif(
                (
                    coalesce(customer_features.order_gap_days_mean, 0)
                    * greatest(customer_features.order_count - 1, 0)
                    + {{ shop_pauses }} * shop.usual_pause_days
                )
                / (greatest(customer_features.order_count - 1, 0) + {{ shop_pauses }}),
                0
            ) as pauses_since_order
        from customer_features
        cross join shop
        left join
            customer_rfm_scores
            on customer_features.customer_id = customer_rfm_scores.customer_id
            and customer_features.as_of_date = customer_rfm_scores.as_of_date
        where customer_features.is_current
    ),

    segment_activity as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            avg(
                case
                    when customers.is_buyer
                    then {{ customer_segmentation.double_literal(1) }}
                    else {{ customer_segmentation.double_literal(0) }}
                end
            ) as buyer_share,
            avg(customers.spend_net) as spend_net,
            max(shop.spend_net) as shop_spend_net,
            avg(cast(customers.recency_score as {{ double }})) as recency_score,
            avg(cast(customers.value_score as {{ double }})) as value_score,
            {% for name, condition in {
                "new_share": "customers.days_since_first_order <= 90",
                "late_share": "customers.pauses_since_order > 1.5",
                "overdue_share": "customers.pauses_since_order > 3",
            }.items() %}
                avg(
                    case
                        when not customers.is_buyer
                        then null
                        when {{ condition }}
                        then {{ customer_segmentation.double_literal(1) }}
                        else {{ customer_segmentation.double_literal(0) }}
                    end
                ) as {{ name }},
            {% endfor %}
            avg(
                case when customers.is_buyer then customers.spend_change end
            ) as spend_change
        from customer_segments
        inner join
            customers
            on customer_segments.customer_id = customers.customer_id
            and customer_segments.as_of_date = customers.as_of_date
        cross join shop
        group by customer_segments.segmentation, customer_segments.segment_id
    )

select *
from segment_activity
