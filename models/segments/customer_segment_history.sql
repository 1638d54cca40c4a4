-- depends_on: {{ ref('segment_models') }}
-- depends_on: {{ ref('segment_model_features') }}
-- depends_on: {{ ref('segment_model_components') }}
-- depends_on: {{ ref('segment_model_prototypes') }}
-- depends_on: {{ ref('customer_rfm_scores') }}
-- depends_on: {{ ref('rfm_groups') }}
-- depends_on: {{ ref('as_of_dates') }}
{% for entry in customer_segmentation.segmentations("rules") %}
    {% do customer_segmentation.check_rules_cover_everyone(entry, ref("customer_features")) %}
{% endfor %}
with

    customer_features as (select * from {{ ref("customer_features") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    segment_definitions as (select * from {{ ref("segment_definitions") }}),

    features as (
        select
            {{ customer_segmentation.columns_of(
                "customer_features", customer_segmentation.mart_features()
            ) }},
            as_of_dates.period_index
        from customer_features
        inner join as_of_dates on customer_features.as_of_date = as_of_dates.as_of_date
    ),

    scored as (
        {% for entry in customer_segmentation.segmentations() %}
            select {{ dbt.string_literal(entry.name) }} as segmentation, assigned.*
            from
                (
                    {% if entry.method == "clusters" %}
                        {{ customer_segmentation.score_clusters(entry.name, "features") }}
                    {% elif entry.method == "rfm" %}
                        {{ customer_segmentation.score_rfm() }}
                    {% else %}{{ customer_segmentation.score_rules(entry, "features") }}
                    {% endif %}
                ) as assigned
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    earlier as (
        select segmentation, customer_id, period_index - 1 as period_index, segment_id
        from scored
    ),

    customer_segment_history as (
        select
            scored.segmentation,
            scored.customer_id,
            scored.as_of_date,
            scored.period_index = 0 as is_current,
            scored.segment_id,
            segment_definitions.segment_name,
            scored.confidence,
            scored.distance,
            scored.runner_up_segment_id,
            segment_definitions.is_outlier,
            earlier.segment_id as previous_segment_id,
            scored.model_version
        from scored
        inner join
            segment_definitions
            on scored.segmentation = segment_definitions.segmentation
            and scored.segment_id = segment_definitions.segment_id
        left join
            earlier
            on scored.segmentation = earlier.segmentation
            and scored.customer_id = earlier.customer_id
            and scored.period_index = earlier.period_index
    )

select *
from customer_segment_history
