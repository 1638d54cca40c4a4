{#- SQL condition that puts a customer into one bin of the champion's. -#}
{% macro bin_condition(row) %}
    {%- set number = customer_segmentation.double_literal -%}
    {%- if row.category is not none -%}
        {{- return(
            row.feature_name ~ " = " ~ customer_segmentation.text_literal(row.category)
        ) -}}
    {%- endif -%}
    {%- set conditions = [row.feature_name ~ " is not null"] -%}
    {%- if row.lower_bound is not none -%}
        {%- do conditions.append(row.feature_name ~ " > " ~ number(row.lower_bound)) -%}
    {%- endif -%}
    {%- if row.upper_bound is not none -%}
        {%- do conditions.append(row.feature_name ~ " <= " ~ number(row.upper_bound)) -%}
    {%- endif -%}
    {{- return(conditions | join(" and ")) -}}
{% endmacro %}
