{% set movable_weight = customer_segmentation.double_literal(var("budget_movable_weight")) %}
with

    segments as (select * from {{ ref("segments") }}),

    segment_levels as (select * from {{ ref("segment_levels") }}),

    segment_values as (select * from {{ ref("segment_values") }}),

    amounts as (
        select
            segments.segmentation,
            segments.segment_id,
            segments.segment_name,
            segments.customer_count,
            segments.customer_share,
            {{ customer_segmentation.action_weight("segments") }} as budget_weight,
            {{ customer_segmentation.action_cost("segments") }} as cost_per_member,
            segments.reachable_customers
            - segments.holdout_customers as written_customers,
            segment_levels.activity_level,
            case
                when segment_values.segment_id is null
                then 0
                else segment_values.spend_net_365d
            end as value_365d,
            case
                when segment_values.segment_id is null
                then 0
                else segment_values.expected_90d
            end as expected_value_90d,
            case
                when segment_values.segment_id is null
                then 0
                else segment_values.earning_90d
            end as earning_90d,
            coalesce(segment_values.lost_customers, 0) as customers_at_risk,
            segment_values.churn_horizon_days,
            segment_values.season,
            segment_values.customers_year_ago,
            greatest(segment_values.season_90d, 0) as season_90d,
            case
                when segment_values.segment_id is null
                then 0
                else segment_values.at_risk_90d
            end as value_at_risk_90d,
            case
                when segment_values.segment_id is null
                then 0
                else segment_values.growth_90d
            end as growth_value_90d,
            case
                when segment_values.segment_id is null
                then 0
                else segment_values.lapsed_90d
            end as lapsed_value_90d,
            coalesce(segment_values.winnable_90d, 0) as winnable_90d
        from segments
        left join
            segment_values
            on segments.segmentation = segment_values.segmentation
            and segments.segment_id = segment_values.segment_id
        left join
            segment_levels
            on segments.segmentation = segment_levels.segmentation
            and segments.segment_id = segment_levels.segment_id
    ),

    weighted as (
        select
            segmentation,
            segment_id,
            segment_name,
            customer_count,
            customer_share,
            budget_weight,
            cost_per_member,
            written_customers,
            activity_level,
            value_365d,
            expected_value_90d,
            earning_90d,
            customers_at_risk,
            churn_horizon_days,
            season,
            customers_year_ago,
            season_90d / nullif(
                {{ customer_segmentation.exact_sum("season_90d", "partition by segmentation") }},
                0
            ) as season_share,
            value_at_risk_90d,
            growth_value_90d,
            lapsed_value_90d,
            winnable_90d,
            case when value_365d < 0 then 0 else value_365d end / nullif(
                {{ customer_segmentation.exact_sum("greatest(value_365d, 0)", "partition by segmentation") }},
                0
            ) as value_share,
            expected_value_90d / nullif(
                {{ customer_segmentation.exact_sum("expected_value_90d", "partition by segmentation") }},
                0
            ) as expected_share,
            coalesce(earning_90d, 0) + {{ movable_weight }} * winnable_90d as weight
        from amounts
    ),

    -- Without a weight anywhere every segment earns its share of customers.
    segment_earnings as (
        select
            weighted.*,
            coalesce(
                weight / nullif(
                    {{ customer_segmentation.exact_sum("weight", "partition by segmentation") }},
                    0
                ),
                customer_share
            ) as earned_share
        from weighted
    )

select *
from segment_earnings
