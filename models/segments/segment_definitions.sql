{% do customer_segmentation.check_overridden_segments_exist() %}
with

    own_definitions as (
        select
            segmentation,
            cast(segment_id as {{ dbt.type_int() }}) as segment_id,
            segment_name,
            description,
            is_outlier,
            archetype
        from {{ ref("segment_model_rows") }}
        where kind = 'segment'

        {% for entry in customer_segmentation.segmentations("rfm") %}
            union all
            select distinct
                {{ customer_segmentation.text_literal(entry.name) }} as segmentation,
                segment_id,
                segment_name,
                {{ customer_segmentation.text_literal("RFM group: quintiles of recency, order count and net spend.") }}
                as description,
                false as is_outlier,
                cast(null as {{ dbt.type_string() }}) as archetype
            from {{ ref("rfm_groups") }}
        {% endfor %}

        {% for entry in customer_segmentation.segmentations("rules") %}
                {% set names = customer_segmentation.rule_segments(entry) %}
            {% for name in names %}
                    {% set conditions = [] %}
                    {% for rule in entry.rules if rule.segment == name %}
                        {% do conditions.append(rule.when | default("everyone else")) %}
                    {% endfor %}
                union all
                select
                    {{ customer_segmentation.text_literal(entry.name) }}
                    as segmentation,
                    {{ loop.index }} as segment_id,
                    {{ customer_segmentation.text_literal(name) }} as segment_name,
                    {{ customer_segmentation.text_literal("Rule: " ~ conditions | join(" or ") ~ ".") }}
                    as description,
                    false as is_outlier,
                    cast(null as {{ dbt.type_string() }}) as archetype
            {% endfor %}
        {% endfor %}
    ),

    entries as ({{ customer_segmentation.segmentation_rows() }}),

    segment_definitions as (
        select
            own_definitions.segmentation,
            own_definitions.segment_id,
            {{ customer_segmentation.overridden(
                "segment_name", "segment_name", "own_definitions"
            ) }} as segment_name,
            {{ customer_segmentation.overridden(
                "description", "description", "own_definitions"
            ) }} as description,
            entries.method,
            entries.objective,
            own_definitions.is_outlier,
            own_definitions.archetype
        from own_definitions
        inner join entries on own_definitions.segmentation = entries.segmentation
    )

select *
from segment_definitions
