{#- A cast that gives null instead of an error where the value does not fit. -#}
{% macro cast_or_null(expression, data_type) %}
    {{- return(
        adapter.dispatch("cast_or_null", "customer_segmentation")(expression, data_type)
    ) -}}
{% endmacro %}

{% macro default__cast_or_null(expression, data_type) -%}
    cast({{ expression }} as {{ data_type }})
{%- endmacro %}

{% macro duckdb__cast_or_null(expression, data_type) -%}
    try_cast({{ expression }} as {{ data_type }})
{%- endmacro %}

{% macro spark__cast_or_null(expression, data_type) -%}
    try_cast({{ expression }} as {{ data_type }})
{%- endmacro %}

{% macro snowflake__cast_or_null(expression, data_type) -%}
    try_cast(cast({{ expression }} as varchar) as {{ data_type }})
{%- endmacro %}

{% macro bigquery__cast_or_null(expression, data_type) -%}
    safe_cast({{ expression }} as {{ data_type }})
{%- endmacro %}
