{#- Whether a key is in a fixed sample of about one in so many keys. -#}
{% macro is_in_sample(column, one_in) %}
    {%- if one_in == 1 -%} {{- return("true") -}}
    {%- else -%}
        {{- return(adapter.dispatch("is_in_sample", "customer_segmentation")(column, one_in)) -}}
    {%- endif -%}
{% endmacro %}

{% macro default__is_in_sample(column, one_in) %}
    {%- set threshold = customer_segmentation.hash_threshold(100 / one_in) -%}
    {{- return(
        dbt.hash(column) ~ " < " ~ customer_segmentation.text_literal(threshold)
    ) -}}
{% endmacro %}

{% macro duckdb__is_in_sample(column, one_in) %}
    {{- return("hash(" ~ column ~ ") % " ~ one_in ~ " = 0") -}}
{% endmacro %}
