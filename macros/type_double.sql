{#- The 64-bit floating point type. dbt.type_float is 32 bits wide on DuckDB. -#}
{% macro type_double() %}
    {{- return(adapter.dispatch("type_double", "customer_segmentation")()) -}}
{% endmacro %}

{% macro default__type_double() -%} double precision {%- endmacro %}

{% macro duckdb__type_double() -%} double {%- endmacro %}

{% macro spark__type_double() -%} double {%- endmacro %}

{% macro bigquery__type_double() -%} float64 {%- endmacro %}
