{#- A feature as the profile reads it: booleans count as 0 or 1, the rest as it is. -#}
{% macro profile_value(feature) %}
    {%- set column = feature.feature_name -%}
    {%- if feature.value_type == "boolean" -%}
        {{- return("case when " ~ column ~ " then " ~ customer_segmentation.double_literal(1)
            ~ " when not " ~ column ~ " then " ~ customer_segmentation.double_literal(0) ~ " end") -}}
    {%- elif feature.value_type == "categorical" -%} {{- return(column) -}}
    {%- endif -%}
    {{- return("cast(" ~ column ~ " as " ~ customer_segmentation.type_double() ~ ")") -}}
{% endmacro %}
