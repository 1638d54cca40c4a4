-- The two questions that choose an action: is the segment worth the money, and is it
-- still buying? RFM groups promise something about their scores, so their levels follow
-- the scores.
with

    measures as (select * from {{ ref("segment_activity") }}),

    segment_actions as (select * from {{ ref("segment_actions") }}),

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
            case
                when measures.returns_only_share > 0.5
                then 'returns_only'
                when measures.prospect_share + measures.returns_only_share > 0.5
                then 'prospect'
                when segmentations.method = 'rfm' and measures.recency_score < 2.5
                then 'inactive'
                when segmentations.method <> 'rfm' and measures.inactive_share > 0.5
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
                    > 0.5
                then 'inactive'
                when measures.active_share + measures.new_share < 0.6
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
                when activity.activity_level in ('prospect', 'returns_only', 'new')
                then 'any'
                when activity.method <> 'rfm' and activity.activity_level = 'active'
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
            activity.median_gap_days
        from activity
    ),

    segment_levels as (
        select
            levels.segmentation,
            levels.segment_id,
            levels.objective,
            levels.value_level,
            levels.activity_level,
            {{ customer_segmentation.activity_in_words("levels") }} as activity,
            segment_actions.action,
            coalesce(
                segment_actions.budget_weight,
                {{ customer_segmentation.double_literal(1) }}
            ) as budget_weight
        from levels
        left join
            segment_actions
            on levels.objective = segment_actions.objective
            and levels.value_level = segment_actions.value_level
            and levels.activity_level = segment_actions.activity_level
    )

select *
from segment_levels
