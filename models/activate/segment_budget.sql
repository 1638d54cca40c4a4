with

    segment_earnings as (select * from {{ ref("segment_earnings") }}),

    report_settings as (select currency from {{ ref("report_settings") }}),

    -- What a segment earns by its value, and what is left after what its action costs.
    recommended as (
        select
            segmentation,
            segment_id,
            segment_name,
            customer_count,
            customer_share,
            budget_weight,
            cost_per_member,
            written_customers,
            cost_per_member * written_customers as action_cost,
            activity_level,
            value_365d,
            value_share,
            expected_value_90d,
            expected_share,
            customers_at_risk,
            value_at_risk_90d,
            growth_value_90d,
            lapsed_value_90d,
            earned_share,
            currency,
            coalesce(
                earned_share
                * budget_weight
                / nullif(
                    {{ customer_segmentation.exact_sum("earned_share * budget_weight", "partition by segmentation") }},
                    0
                ),
                earned_share
            ) as recommended_share
        from segment_earnings
        cross join report_settings
    ),

    segment_budget as (
        select
            segmentation,
            segment_id,
            segment_name,
            {{ customer_segmentation.population_in_words("segmentation") }}
            as population,
            customer_share,
            value_365d,
            value_share,
            expected_value_90d,
            customers_at_risk,
            value_at_risk_90d,
            growth_value_90d,
            lapsed_value_90d,
            budget_weight,
            recommended_share,
            {{ customer_segmentation.budget_reason() }} as reason,
            cost_per_member,
            action_cost,
            {{ customer_segmentation.cost_in_words() }} as cost_in_words
        from recommended
    )

select *
from segment_budget
