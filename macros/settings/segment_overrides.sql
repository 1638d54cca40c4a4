{#-
    The var segment_overrides: names, descriptions and actions that the business gives to
    segments.

    - {segmentation: behaviour, segment_id: 3, segment_name: Regulars, description: ...,
       recommended_action: ..., budget_weight: 0.5, cost_per_member: 1.2}
-#}
{% macro segment_overrides() %}
    {% do return(var("segment_overrides") or []) %}
{% endmacro %}

{#- A column with the business's text where an override gives one. -#}
{% macro overridden(column, field, segments) %}
    {%- set own = customer_segmentation.segment_overrides() | selectattr(field, "defined") | list -%}
    {%- if not own -%} {{- return(column) -}} {%- endif -%}
    case
        {% for override in own %}
            when
                {{ segments }}.segmentation
                = {{ customer_segmentation.text_literal(override.segmentation) }}
                and {{ segments }}.segment_id = {{ override.segment_id }}
            then {{ customer_segmentation.text_literal(override[field]) }}
        {% endfor %}
        else {{ column }}
    end
{%- endmacro %}
