{#- Whether a text contains a match of any of the regular expressions; false for none. -#}
{% macro matches_pattern(column, patterns) %}
    {%- if patterns -%}
        {%- set pattern = patterns if patterns is string else "(" ~ patterns | join(")|(") ~ ")" -%}
        {{- return(
            "coalesce("
            ~ adapter.dispatch("matches_pattern", "customer_segmentation")(
                column, pattern | replace("'", "''")
            )
            ~ ", false)"
        ) -}}
    {%- else -%} {{- return("false") -}}
    {%- endif -%}
{% endmacro %}

{% macro default__matches_pattern(column, pattern) -%}
    {{ column }} ~ '{{ pattern }}'
{%- endmacro %}

{% macro duckdb__matches_pattern(column, pattern) -%}
    regexp_matches({{ column }}, '{{ pattern }}')
{%- endmacro %}

{% macro spark__matches_pattern(column, pattern) -%}
    {{ column }} rlike r'{{ pattern }}'
{%- endmacro %}

{% macro snowflake__matches_pattern(column, pattern) -%}
    regexp_instr({{ column }}, '{{ pattern }}') > 0
{%- endmacro %}

{% macro bigquery__matches_pattern(column, pattern) -%}
    regexp_contains({{ column }}, r'{{ pattern }}')
{%- endmacro %}
