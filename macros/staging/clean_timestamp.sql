{#- A timestamp without time zone; what is not a date or a timestamp is null. -#}
{% macro clean_timestamp(expression) -%}
    {{ customer_segmentation.cast_or_null(expression, dbt.type_timestamp()) }}
{%- endmacro %}
