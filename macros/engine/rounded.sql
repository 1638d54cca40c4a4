{#- A 64-bit float rounded to so many decimals, halves away from zero. -#}
{% macro rounded(expression, digits=0) %}
    {{- return(adapter.dispatch("rounded", "customer_segmentation")(expression, digits)) -}}
{% endmacro %}

{% macro default__rounded(expression, digits) %}
    {{- return("round(" ~ expression ~ ", " ~ digits ~ ")") -}}
{% endmacro %}

{#-
    Postgres rounds 64-bit floats to whole numbers only, and halves to even; by way of a decimal it
    would first drop all but 15 digits.
-#}
{% macro postgres__rounded(expression, digits) %}
    {%- set unit = customer_segmentation.double_literal("1e" ~ digits) -%}
    {%- set half = customer_segmentation.double_literal("0.5") -%}
    {{- return(
        "(sign(" ~ expression ~ ") * floor(abs(" ~ expression ~ ") * " ~ unit ~ " + " ~ half ~ ") / "
        ~ unit ~ ")"
    ) -}}
{% endmacro %}

{#- Spark's round with decimals goes by way of a decimal, where 1.005 is a half. -#}
{% macro spark__rounded(expression, digits) %}
    {%- set number = "cast(" ~ expression ~ " as double)" -%}
    {%- set unit = customer_segmentation.double_literal("1e" ~ digits) -%}
    {{- return("(round(" ~ number ~ " * " ~ unit ~ ") / " ~ unit ~ ")") -}}
{% endmacro %}
