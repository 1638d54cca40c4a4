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
            earning_90d,
            expected_share,
            customers_at_risk,
            churn_horizon_days,
            season,
            customers_year_ago,
            season_share,
            value_at_risk_90d,
            growth_value_90d,
            lapsed_value_90d,
            winnable_90d,
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
            {% for figure in [
                "value_365d",
                "value_share",
                "expected_value_90d",
                "customers_at_risk",
                "value_at_risk_90d",
                "growth_value_90d",
                "lapsed_value_90d",
            ] %}
                case
                    when
                        customer_count = 0
                        or customer_count >= {{ var("min_cell_customers") }}
                    then {{ figure }}
                end as {{ figure }},
            {% endfor %}
            budget_weight,
            recommended_share,
            case
                when customer_count between 1 and {{ var("min_cell_customers") }} - 1
                then
                    {{ customer_segmentation.text_literal(
                        "Fewer than " ~ var("min_cell_customers") ~ " customers: too few for figures."
                    ) }}
                else {{ customer_segmentation.budget_reason() }}
            end as reason,
            cost_per_member,
            action_cost,
            case
                when
                    customer_count = 0
                    or customer_count >= {{ var("min_cell_customers") }}
                then {{ customer_segmentation.cost_in_words() }}
            end as cost_in_words
        from recommended
    )

select *
from segment_budget
