{#- Whether a key is in a fixed sample of about one in so many keys. -#}
{% macro is_in_sample(column, one_in) %}
    {%- if one_in == 1 -%} {{- return("true") -}}
    {%- else -%}
        {{- return(adapter.dispatch("is_in_sample", "customer_segmentation")(column, one_in)) -}}
    {%- endif -%}
{% endmacro %}

{% macro default__is_in_sample(column, one_in) -%} true {%- endmacro %}

{% macro duckdb__is_in_sample(column, one_in) -%}
    hash({{ column }}) % {{ one_in }} = 0
{%- endmacro %}

{% macro spark__is_in_sample(column, one_in) -%}
    pmod(xxhash64({{ column }}), {{ one_in }}) = 0
{%- endmacro %}

{% macro snowflake__is_in_sample(column, one_in) -%}
    mod(abs(hash({{ column }})), {{ one_in }}) = 0
{%- endmacro %}
