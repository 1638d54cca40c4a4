{#-
    Whether a text contains a match of the regular expression, or of any of several; false for
    none and for null.
-#}
{% macro matches_pattern(column, patterns) %}
    {%- if patterns is iterable and patterns -%}
        {%- set pattern = patterns if patterns is string else "(" ~ patterns | join(")|(") ~ ")" -%}
        {{- return(
            "coalesce("
            ~ adapter.dispatch("matches_pattern", "customer_segmentation")(column, pattern)
            ~ ", false)"
        ) -}}
    {%- else -%} {{- return("false") -}}
    {%- endif -%}
{% endmacro %}

{% macro default__matches_pattern(column, pattern) %}
    {{- return(
        "regexp_like(" ~ column ~ ", " ~ customer_segmentation.text_literal(pattern) ~ ")"
    ) -}}
{% endmacro %}

{% macro duckdb__matches_pattern(column, pattern) %}
    {{- return(
        "regexp_matches(" ~ column ~ ", " ~ customer_segmentation.text_literal(pattern) ~ ")"
    ) -}}
{% endmacro %}
