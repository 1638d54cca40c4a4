{#- A double from its text form; the exponent keeps engines from reading a decimal. -#}
{% macro double_literal(text) %}
    {%- set number = text | string -%}
    {%- if "e" not in (number | lower) %} {% set number = number ~ "e0" %} {% endif -%}
    {{- return("(" ~ number ~ ")" if number.startswith("-") else number) -}}
{% endmacro %}
