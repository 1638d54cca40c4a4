{#- Whether a date is a Saturday or a Sunday. -#}
{% macro is_weekend(date) %}
    {{- return(adapter.dispatch("is_weekend", "customer_segmentation")(date)) -}}
{% endmacro %}

{% macro default__is_weekend(date) -%}
    extract(dow from {{ date }}) in (0, 6)
{%- endmacro %}

{#- Spark numbers the days of the week from Sunday as 1. -#}
{% macro spark__is_weekend(date) -%}
    extract(dow from {{ date }}) in (1, 7)
{%- endmacro %}
