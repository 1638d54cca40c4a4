{#- A value kept between two bounds. -#}
{% macro bounded(value, low, high) -%}
    greatest(least({{ value }}, {{ high }}), {{ low }})
{%- endmacro %}
