{#- A number as double; what is not a finite number is null. -#}
{% macro clean_number(expression) -%}
    {%- set double = customer_segmentation.type_double() -%}
    {%- set number = customer_segmentation.cast_or_null(expression, double) -%}
    case when {{ number }} between -1e15 and 1e15 then {{ number }} end
{%- endmacro %}
