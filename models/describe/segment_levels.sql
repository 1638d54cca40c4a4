with

    levels as (select * from {{ ref("segment_states") }}),

    segment_definitions as (select * from {{ ref("segment_definitions") }}),

    segment_forecasts as (select * from {{ ref("segment_forecasts") }}),

    segment_actions as ({{ customer_segmentation.segment_actions() }}),

    -- An archetype's action comes before that of value and activity alone.
    segment_levels as (
        select
            levels.segmentation,
            levels.segment_id,
            levels.objective,
            levels.value_level,
            levels.activity_level,
            levels.is_one_time,
            segment_definitions.is_outlier,
            levels.median_recency_days,
            levels.median_gap_days,
            levels.median_due_days,
            segment_forecasts.median_wait_days,
            segment_forecasts.season_share,
            {{ customer_segmentation.activity_in_words("levels") }} as activity,
            {% for column in ["action", "offer", "goal", "measure"] %}
                coalesce(
                    own_actions.{{ column }}, segment_actions.{{ column }}
                ) as {{ column }},
            {% endfor %}
            coalesce(
                own_actions.budget_weight,
                segment_actions.budget_weight,
                {{ customer_segmentation.double_literal(1) }}
            ) as budget_weight,
            case
                when own_actions.action is not null
                then own_actions.cost_per_member
                else segment_actions.cost_per_member
            end as cost_per_member
        from levels
        inner join
            segment_definitions
            on levels.segmentation = segment_definitions.segmentation
            and levels.segment_id = segment_definitions.segment_id
        left join
            segment_forecasts
            on levels.segmentation = segment_forecasts.segmentation
            and levels.segment_id = segment_forecasts.segment_id
        left join
            segment_actions
            on levels.objective = segment_actions.objective
            and levels.value_level = segment_actions.value_level
            and levels.activity_level = segment_actions.activity_level
            and segment_actions.archetype is null
        left join
            segment_actions as own_actions
            on levels.objective = own_actions.objective
            and levels.activity_level = own_actions.activity_level
            and own_actions.value_level = 'any'
            and own_actions.archetype = case
                when segment_definitions.is_outlier
                then 'outliers'
                when levels.is_one_time
                then 'one_time_buyers'
                else segment_definitions.archetype
            end
    )

select *
from segment_levels
