{#- The text of a value of any type. -#}
{% macro text_of(expression) %}
    {{- return(adapter.dispatch("text_of", "customer_segmentation")(expression)) -}}
{% endmacro %}

{% macro default__text_of(expression) %}
    {{- return("cast(" ~ expression ~ " as " ~ dbt.type_string() ~ ")") -}}
{% endmacro %}

{#- Other engines write a whole number that is a 64-bit float as 7.0. -#}
{% macro postgres__text_of(expression) %}
    {%- set text = "cast(" ~ expression ~ " as text)" -%}
    {{- return(
        "case when pg_typeof(" ~ expression ~ ") = 'double precision'::regtype and "
        ~ text ~ " ~ '^-?[0-9]+$' then " ~ text ~ " || '.0' else " ~ text ~ " end"
    ) -}}
{% endmacro %}

{#- Spark writes 64-bit floats of ten million and more as 1.0E7. -#}
{% macro spark__text_of(expression) %}
    {%- set text = "cast(" ~ expression ~ " as string)" -%}
    {%- set digits = "cast(try_cast(" ~ text ~ " as decimal(38, 18)) as string)" -%}
    {{- return(
        "case when typeof(" ~ expression ~ ") = 'double' and " ~ text ~ " like '%E%' then coalesce(regexp_replace("
        ~ digits ~ ", '([.][0-9]+?)0+$', '$1'), " ~ text ~ ") else " ~ text ~ " end"
    ) -}}
{% endmacro %}
