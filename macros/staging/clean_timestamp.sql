{#-
    A timestamp without time zone; what is not a date or a timestamp is null. Text is trimmed only
    where the plain cast fails, which keeps typed columns free of any work.
-#}
{% macro clean_timestamp(expression) -%}
    {%- set text = "trim(cast(" ~ expression ~ " as " ~ dbt.type_string() ~ "))" -%}
    coalesce(
        {{ customer_segmentation.cast_or_null(expression, dbt.type_timestamp()) }},
        {{ customer_segmentation.cast_or_null(text, dbt.type_timestamp()) }}
    )
{%- endmacro %}
