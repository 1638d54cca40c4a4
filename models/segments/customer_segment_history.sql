-- depends_on: {{ ref('segment_model_rows') }}
-- depends_on: {{ ref('segment_model_prototypes') }}
-- depends_on: {{ ref('customer_features_extended') }}
-- depends_on: {{ ref('rfm_group_scores') }}
-- depends_on: {{ ref('rfm_cells') }}
{% for entry in customer_segmentation.segmentations("rules") %}
    {% do customer_segmentation.check_rules_cover_everyone(entry, ref("customer_features_extended")) %}
    {% do customer_segmentation.warn_of_idle_rules(entry, ref("customer_features_extended")) %}
{% endfor %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    segment_definitions as (select * from {{ ref("segment_definitions") }}),

    scored as (
        {% for entry in customer_segmentation.segmentations() %}
            select
                {{ customer_segmentation.text_literal(entry.name) }} as segmentation,
                assigned.customer_id,
                assigned.as_of_date,
                assigned.segment_id,
                assigned.confidence,
                assigned.distance,
                assigned.runner_up_segment_id,
                assigned.model_version
            from
                (
                    {% if entry.method == "clusters" %}
                        {{ customer_segmentation.score_clusters(entry.name) }}
                    {% elif entry.method == "rfm" %}
                        {{ customer_segmentation.score_rfm() }}
                    {% else %}{{ customer_segmentation.score_rules(entry) }}
                    {% endif %}
                ) as assigned
            {% if entry.population %}
                inner join
                    (
                        select customer_id as inside_id, as_of_date as inside_date
                        from {{ ref("customer_features_extended") }}
                        where {{ entry.population }}
                    ) as population
                    on assigned.customer_id = population.inside_id
                    and assigned.as_of_date = population.inside_date
            {% endif %}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    -- A window and no join to the period before: scoring is computed once.
    customer_segment_history as (
        select
            scored.segmentation,
            scored.customer_id,
            scored.as_of_date,
            as_of_dates.is_current,
            scored.segment_id,
            segment_definitions.segment_name,
            scored.confidence,
            scored.distance,
            scored.runner_up_segment_id,
            segment_definitions.is_outlier,
            case
                when
                    lag(as_of_dates.period_index) over (
                        partition by scored.segmentation, scored.customer_id
                        order by scored.as_of_date
                    )
                    = as_of_dates.period_index + 1
                then
                    lag(scored.segment_id) over (
                        partition by scored.segmentation, scored.customer_id
                        order by scored.as_of_date
                    )
            end as previous_segment_id,
            scored.model_version
        from scored
        inner join as_of_dates on scored.as_of_date = as_of_dates.as_of_date
        inner join
            segment_definitions
            on scored.segmentation = segment_definitions.segmentation
            and scored.segment_id = segment_definitions.segment_id
    )

select *
from customer_segment_history
