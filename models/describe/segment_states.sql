-- The two questions that choose an action: is the segment worth the money, and is it
-- still buying? RFM groups promise something about their scores, so their levels follow
-- the scores, but nobody is inactive by comparison. Who has been silent for two years
-- is not worth it any more, whatever they spent: win-back offers are for those who left
-- lately.
with

    measures as (select * from {{ ref("segment_activity") }}),

    silence_return_rates as (select * from {{ ref("silence_return_rates") }}),

    segmentations as ({{ customer_segmentation.segmentation_rows() }}),

    activity as (
        select
            measures.segmentation,
            measures.segment_id,
            segmentations.method,
            segmentations.objective,
            measures.spend_net,
            measures.shop_spend_net,
            measures.value_score,
            measures.median_recency_days,
            measures.median_gap_days,
            measures.median_own_gap_days,
            measures.own_gap_coverage,
            measures.inactive_share,
            case
                when segmentations.method <> 'rfm' and measures.known_share <= 0.5
                then null
                when measures.returns_only_share > 0.5
                then 'returns_only'
                when measures.prospect_share + measures.returns_only_share > 0.5
                then 'prospect'
                when
                    segmentations.method = 'rfm'
                    and measures.recency_score < 2.5
                    and (measures.inactive_share > 0.5 or measures.known_share <= 0.5)
                then 'inactive'
                when segmentations.method <> 'rfm' and measures.inactive_share > 0.5
                then 'inactive'
                when
                    segmentations.method = 'rfm'
                    and measures.recency_score <= 3
                    and measures.median_recency_days
                    > {{ customer_segmentation.long_gone_days() }}
                then 'inactive'
                when segmentations.method = 'rfm' and measures.recency_score <= 3
                then 'slipping'
                when measures.new_share > 0.5
                then 'new'
                when segmentations.method = 'rfm'
                then 'active'
                when
                    measures.inactive_share
                    + measures.prospect_share
                    + measures.returns_only_share
                    >= 0.6
                then 'inactive'
                when measures.active_share + measures.new_share < 0.6
                then 'slipping'
                else 'active'
            end as activity_level,
            measures.one_order_share >= 0.6 as is_one_time
        from measures
        inner join segmentations on measures.segmentation = segmentations.segmentation
    ),

    segment_states as (
        select
            activity.segmentation,
            activity.segment_id,
            activity.objective,
            case
                when activity.activity_level is null
                then null
                when activity.activity_level in ('prospect', 'returns_only', 'new')
                then 'any'
                when
                    activity.activity_level = 'inactive'
                    and activity.median_recency_days
                    > {{ customer_segmentation.long_gone_days() }}
                then 'low'
                when
                    activity.method <> 'rfm'
                    and activity.activity_level = 'active'
                    and activity.spend_net is not null
                then
                    case
                        when activity.spend_net >= activity.shop_spend_net
                        then 'high'
                        else 'low'
                    end
                when activity.value_score >= 3
                then 'high'
                else 'low'
            end as value_level,
            activity.activity_level,
            activity.median_recency_days,
            -- The pauses of newcomers so far are short, because longer ones are not
            -- over yet.
            case
                when
                    activity.activity_level <> 'new'
                    and activity.own_gap_coverage >= 0.5
                then greatest(activity.median_own_gap_days, 1)
                else activity.median_gap_days
            end as median_gap_days,
            activity.median_gap_days as median_due_days,
            activity.inactive_share > 0.5 as is_silent,
            activity.is_one_time,
            silence_return_rates.came_back_share,
            silence_return_rates.return_days
        from activity
        left join
            silence_return_rates
            on activity.is_one_time = silence_return_rates.is_one_time
    )

select *
from segment_states
