{% do customer_segmentation.check_overridden_segments_exist() %}
with

    -- Scores that say nothing are left out of the groups, and of what is said of them.
    rfm_measures as (
        select
            {{ dbt.concat([
                "case when is_in_rhythm then 'RFM group: the last order in usual gaps of each customer'"
                ~ " else 'RFM group: quintiles of recency' end",
                "case when is_in_rhythm and (uses_frequency or uses_money) then ', quintiles of'"
                ~ " when uses_frequency and uses_money then ',' when uses_frequency then ' and' else '' end",
                "case when uses_frequency then ' order count' else '' end",
                "case when uses_money and (uses_frequency or not is_in_rhythm) then ' and' else '' end",
                "case when uses_money then ' net spend' else '' end",
                "'.'",
            ]) }}
            as description
        from
            (
                select
                    count(case when measure = 'gaps_since_order' then 1 end)
                    > 0 as is_in_rhythm,
                    count(case when measure = 'order_count' and is_used then 1 end)
                    > 0 as uses_frequency,
                    count(case when measure = 'spend_net' and is_used then 1 end)
                    > 0 as uses_money
                from {{ ref("rfm_cut_points") }}
            ) as used_measures
    ),

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
                rfm_cells.segment_id,
                rfm_cells.segment_name,
                rfm_measures.description,
                false as is_outlier,
                cast(null as {{ dbt.type_string() }}) as archetype
            from {{ ref("rfm_cells") }} as rfm_cells
            cross join rfm_measures
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
