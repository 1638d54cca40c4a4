-- The two questions that choose an action: is the segment worth more than the average
-- customer, and is it still buying?
with

    segment_profiles as (select * from {{ ref("segment_profiles") }}),

    objectives as (
        {% for entry in customer_segmentation.segmentations() %}
            select
                {{ dbt.string_literal(entry.name) }} as segmentation,
                {{ dbt.string_literal(entry.objective | default("targeted_marketing")) }}
                as objective
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    measures as (
        select
            segmentation,
            segment_id,
            max(case when feature_name = 'spend_net' then lift end) as spend_lift,
            max(case when feature_name = 'order_count' then segment_mean end) as orders,
            max(
                case when feature_name = 'recency_days' then standardized_difference end
            ) as recency_difference
        from segment_profiles
        group by segmentation, segment_id
    ),

    levels as (
        select
            segmentation,
            segment_id,
            case when spend_lift >= 1 then 'high' else 'low' end as value_level,
            case
                when orders < 0.5 or recency_difference is null
                then 'prospect'
                when recency_difference > 0.5
                then 'inactive'
                when recency_difference > 0
                then 'slipping'
                else 'active'
            end as activity_level
        from measures
    ),

    segment_levels as (
        select
            levels.segmentation,
            levels.segment_id,
            objectives.objective,
            case
                when levels.activity_level = 'prospect'
                then 'any'
                else levels.value_level
            end as value_level,
            levels.activity_level
        from levels
        inner join objectives on levels.segmentation = objectives.segmentation
    )

select *
from segment_levels
