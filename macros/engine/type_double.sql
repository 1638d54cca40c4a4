{#- The 64-bit floating point type. dbt.type_float is 32 bits wide on DuckDB. -#}
{% macro type_double() %}
    {{- return(adapter.dispatch("type_double", "customer_segmentation")()) -}}
{% endmacro %}

{% macro default__type_double() %} {{- return("double precision") -}} {% endmacro %}

{% macro spark__type_double() %} {{- return("double") -}} {% endmacro %}
