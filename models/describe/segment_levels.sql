-- The two questions that choose an action: is the segment worth the money, and is it
-- still buying?
-- An order is overdue after three usual pauses: of customers who buy at random moments
-- one in twenty waits so long. The usual pause is the mean of the customer's own, drawn
-- towards the shop's by two pauses. RFM groups promise something about their scores, so
-- their levels follow the scores.
{% set double = customer_segmentation.type_double() %}
{% set shop_pauses = 2 %}
with

    customer_features as (select * from {{ ref("customer_features") }}),

    customer_segments as (select * from {{ ref("customer_segments") }}),

    customer_rfm_scores as (select * from {{ ref("customer_rfm_scores") }}),

    segment_actions as (select * from {{ ref("segment_actions") }}),

    segmentations as (
        {% for entry in customer_segmentation.segmentations() %}
            select
                {{ dbt.string_literal(entry.name) }} as segmentation,
                {{ dbt.string_literal(entry.method) }} as method,
                {{ dbt.string_literal(entry.objective | default("targeted_marketing")) }}
                as objective
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    shop as (
        select
            cast(
                percentile_cont(0.5) within group (
                    order by order_gap_days_mean
                ) as {{ double }}
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
            case
                when customer_features.order_count > 0 then 1e0 else 0e0
            end as is_buyer,
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

    measures as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            avg(customers.is_buyer) as buyer_share,
            avg(customers.spend_net) as spend_net,
            avg(1e0 * customers.recency_score) as recency_score,
            avg(1e0 * customers.value_score) as value_score,
            {% for name, condition in {
                "new_share": "customers.days_since_first_order <= 90",
                "late_share": "customers.pauses_since_order > 1.5",
                "overdue_share": "customers.pauses_since_order > 3",
            }.items() %}
                avg(
                    case
                        when customers.is_buyer = 0
                        then null
                        when {{ condition }}
                        then 1e0
                        else 0e0
                    end
                ) as {{ name }},
            {% endfor %}
            avg(
                case when customers.is_buyer = 1 then customers.spend_change end
            ) as spend_change
        from customer_segments
        inner join
            customers
            on customer_segments.customer_id = customers.customer_id
            and customer_segments.as_of_date = customers.as_of_date
        group by customer_segments.segmentation, customer_segments.segment_id
    ),

    activity as (
        select
            measures.segmentation,
            measures.segment_id,
            segmentations.method,
            segmentations.objective,
            measures.spend_net,
            measures.value_score,
            case
                when measures.buyer_share < 0.5
                then 'prospect'
                when segmentations.method = 'rfm' and measures.recency_score < 2.5
                then 'inactive'
                when segmentations.method <> 'rfm' and measures.overdue_share > 0.5
                then 'inactive'
                when segmentations.method = 'rfm' and measures.recency_score <= 3
                then 'slipping'
                when measures.new_share > 0.5
                then 'new'
                when
                    segmentations.method <> 'rfm'
                    and (measures.late_share > 0.5 or measures.spend_change < -0.2)
                then 'slipping'
                else 'active'
            end as activity_level
        from measures
        inner join segmentations on measures.segmentation = segmentations.segmentation
    ),

    levels as (
        select
            activity.segmentation,
            activity.segment_id,
            activity.objective,
            case
                when activity.activity_level in ('prospect', 'new')
                then 'any'
                when activity.method <> 'rfm' and activity.activity_level = 'active'
                then
                    case
                        when activity.spend_net >= shop.spend_net then 'high' else 'low'
                    end
                when activity.value_score >= 3
                then 'high'
                else 'low'
            end as value_level,
            activity.activity_level
        from activity
        cross join shop
    ),

    segment_levels as (
        select
            levels.segmentation,
            levels.segment_id,
            levels.objective,
            levels.value_level,
            levels.activity_level,
            segment_actions.action,
            coalesce(segment_actions.budget_weight, 1e0) as budget_weight
        from levels
        left join
            segment_actions
            on levels.objective = segment_actions.objective
            and levels.value_level = segment_actions.value_level
            and levels.activity_level = segment_actions.activity_level
    )

select *
from segment_levels
