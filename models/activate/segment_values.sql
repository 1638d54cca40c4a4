with

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

    segment_values as (
        select
            current_values.segmentation,
            current_values.segment_id,
            current_values.spend_net_365d,
            current_values.lapsed_90d,
            coalesce(
                moves.mean_expected, current_values.mean_spend_90d
            ) as mean_expected_90d,
            coalesce(moves.mean_at_risk, 0) as mean_at_risk_90d,
            coalesce(moves.mean_growth, 0) as mean_growth_90d
        from current_values
        left join
            moves
            on current_values.segmentation = moves.segmentation
            and current_values.segment_id = moves.segment_id
    )

select *
from segment_values
