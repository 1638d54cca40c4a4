{% set movable_weight = customer_segmentation.double_literal(var("budget_movable_weight")) %}
with

    segments as (select * from {{ ref("segments") }}),

    segment_levels as (select * from {{ ref("segment_levels") }}),

    segment_metrics as (select * from {{ ref("segment_metrics") }}),

    segment_migrations as (select * from {{ ref("segment_migrations") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    current_values as (
        select
            segmentation,
            segment_id,
            spend_net_365d,
            greatest(
                spend_net_365d * 90 / 365 - greatest(spend_net_90d, 0), 0
            ) as lapsed_90d,
            greatest(spend_net_90d, 0) / customer_count as mean_spend_90d
        from segment_metrics
        where is_current
    ),

    -- One step of a Markov chain: members move as they did in the last period, and
    -- spend what the members of the segment that they move to spend now.
    moves as (
        select
            segment_migrations.segmentation,
            segment_migrations.from_segment_id as segment_id,
            sum(
                segment_migrations.share_of_from * coalesce(entered.mean_spend_90d, 0)
            ) as mean_expected,
            sum(
                segment_migrations.share_of_from * greatest(
                    left_behind.mean_spend_90d - coalesce(entered.mean_spend_90d, 0), 0
                )
            ) as mean_at_risk,
            sum(
                segment_migrations.share_of_from * greatest(
                    coalesce(entered.mean_spend_90d, 0) - left_behind.mean_spend_90d, 0
                )
            ) as mean_growth
        from segment_migrations
        inner join
            as_of_dates
            on segment_migrations.to_as_of_date = as_of_dates.as_of_date
            and as_of_dates.is_current
        inner join
            current_values as left_behind
            on segment_migrations.segmentation = left_behind.segmentation
            and segment_migrations.from_segment_id = left_behind.segment_id
        left join
            current_values as entered
            on segment_migrations.segmentation = entered.segmentation
            and segment_migrations.to_segment_id = entered.segment_id
        group by segment_migrations.segmentation, segment_migrations.from_segment_id
    ),

    amounts as (
        select
            segments.segmentation,
            segments.segment_id,
            segments.segment_name,
            segments.customer_count,
            segments.customer_share,
            {{ customer_segmentation.action_weight("segments") }} as budget_weight,
            coalesce(current_values.spend_net_365d, 0) as value_365d,
            segments.customer_count * coalesce(
                moves.mean_expected, current_values.mean_spend_90d, 0
            ) as expected_value_90d,
            segments.customer_count
            * coalesce(moves.mean_at_risk, 0) as value_at_risk_90d,
            segments.customer_count
            * coalesce(moves.mean_growth, 0) as growth_value_90d,
            coalesce(current_values.lapsed_90d, 0) as lapsed_value_90d
        from segments
        left join
            current_values
            on segments.segmentation = current_values.segmentation
            and segments.segment_id = current_values.segment_id
        left join
            segment_levels
            on segments.segmentation = segment_levels.segmentation
            and segments.segment_id = segment_levels.segment_id
        left join
            moves
            on segments.segmentation = moves.segmentation
            and segments.segment_id = moves.segment_id
    ),

    weighted as (
        select
            segmentation,
            segment_id,
            segment_name,
            customer_count,
            customer_share,
            budget_weight,
            value_365d,
            expected_value_90d,
            value_at_risk_90d,
            growth_value_90d,
            lapsed_value_90d,
            greatest(value_365d, 0) / nullif(
                sum(greatest(value_365d, 0)) over (partition by segmentation), 0
            ) as value_share,
            expected_value_90d / nullif(
                sum(expected_value_90d) over (partition by segmentation), 0
            ) as expected_share,
            expected_value_90d
            + {{ movable_weight }}
            * (value_at_risk_90d + growth_value_90d + lapsed_value_90d) as weight
        from amounts
    ),

    -- What a segment earns by its value, and what is left after what its action costs.
    -- Without a weight anywhere the earned shares stand.
    earned as (
        select
            weighted.*,
            coalesce(
                weight / nullif(sum(weight) over (partition by segmentation), 0),
                customer_share
            ) as earned_share
        from weighted
    ),

    recommended as (
        select
            segmentation,
            segment_id,
            segment_name,
            customer_count,
            customer_share,
            budget_weight,
            value_365d,
            value_share,
            expected_value_90d,
            expected_share,
            value_at_risk_90d,
            growth_value_90d,
            lapsed_value_90d,
            earned_share,
            coalesce(
                earned_share
                * budget_weight
                / nullif(
                    sum(earned_share * budget_weight) over (partition by segmentation),
                    0
                ),
                earned_share
            ) as recommended_share
        from earned
    ),

    segment_budget as (
        select
            segmentation,
            segment_id,
            segment_name,
            customer_share,
            value_365d,
            value_share,
            expected_value_90d,
            value_at_risk_90d,
            growth_value_90d,
            lapsed_value_90d,
            budget_weight,
            recommended_share,
            {{ customer_segmentation.budget_reason() }} as reason
        from recommended
    )

select *
from segment_budget
