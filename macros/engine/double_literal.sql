{#-
    A 64-bit float from a number or its text form. A bare 0.5 is an exact decimal on most engines,
    and some read 0.5e0 as one too.
-#}
{% macro double_literal(number) %}
    {{- return(adapter.dispatch("double_literal", "customer_segmentation")(number | string)) -}}
{% endmacro %}

{% macro default__double_literal(number) %}
    {{- return("cast(" ~ number ~ " as " ~ customer_segmentation.type_double() ~ ")") -}}
{% endmacro %}

{% macro duckdb__double_literal(number) %}
    {%- set exact = number if "e" in number | lower else number ~ "e0" -%}
    {{- return("(" ~ exact ~ ")" if exact.startswith("-") else exact) -}}
{% endmacro %}

{% macro spark__double_literal(number) %}
    {{- return(customer_segmentation.duckdb__double_literal(number)) -}}
{% endmacro %}
