{% set own_archetypes = customer_segmentation.given_entries("extra_archetypes") %}
{% do customer_segmentation.check_archetype_names() %}
{% set text = customer_segmentation.text_literal %}
with

    segment_archetypes as (select * from {{ ref("segment_archetypes") }}),

    -- An archetype of the var takes the place of that of the seed with the same key.
    own_archetypes as (
        {% for own in own_archetypes %}
            select
                {{ text(own.archetype) }} as archetype,
                {{ text(own.segment_name) }} as segment_name,
                {{ text(customer_segmentation.archetype_levels(own) | join("|")) }}
                as activity_levels,
                {{ text(own.conditions) }} as conditions,
                {{ customer_segmentation.double_literal(own.weight | default(1)) }}
                as weight,
                {{ text(own.meaning | default("")) }} as meaning
            union all
        {% endfor %}
        {{ customer_segmentation.empty_select({
            "archetype": dbt.type_string(),
            "segment_name": dbt.type_string(),
            "activity_levels": dbt.type_string(),
            "conditions": dbt.type_string(),
            "weight": customer_segmentation.type_double(),
            "meaning": dbt.type_string(),
        }) }}
    ),

    archetypes as (
        select archetype, segment_name, activity_levels, conditions, weight, meaning
        from own_archetypes
        union all
        select
            segment_archetypes.archetype,
            coalesce(
                {{ customer_segmentation.archetype_name("segment_archetypes") }},
                segment_archetypes.segment_name
            ) as segment_name,
            segment_archetypes.activity_levels,
            segment_archetypes.conditions,
            segment_archetypes.weight,
            segment_archetypes.meaning
        from segment_archetypes
        left join
            own_archetypes on segment_archetypes.archetype = own_archetypes.archetype
        where own_archetypes.archetype is null
    )

select *
from archetypes
