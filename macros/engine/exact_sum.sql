{#-
    Sum of doubles, the same to the last digit whatever the order of the rows and the number of threads:
    each is taken as a decimal of 18 places, and those add up exactly. Of numbers up to 1e19 in size.

    Arguments:
        value: SQL expression, a double.
        over: what stands within the brackets of over, for a window.
-#}
{% macro exact_sum(value, over=none) %}
    {%- set total = "sum(cast(" ~ value ~ " as " ~ customer_segmentation.type_exact() ~ "))" -%}
    {{- return(
        "cast(" ~ total ~ (" over (" ~ over ~ ")" if over is not none else "")
        ~ " as " ~ customer_segmentation.type_double() ~ ")"
    ) -}}
{% endmacro %}

{#-
    The same of numbers from -1 to 1, which fit whole numbers: a third of the work. They are counted
    in units of 2^-52, the last digit of a double from 0.5 to 1.
-#}
{% macro exact_sum_of_shares(value) %}
    {%- set unit = customer_segmentation.double_literal("4503599627370496") -%}
    {{- return(
        "(cast(sum(" ~ customer_segmentation.summed_integer(
            "cast(round((" ~ value ~ ") * " ~ unit ~ ") as " ~ dbt.type_bigint() ~ ")"
        ) ~ ") as " ~ customer_segmentation.type_double() ~ ") / " ~ unit ~ ")"
    ) -}}
{% endmacro %}

{% macro type_exact() %}
    {{- return(adapter.dispatch("type_exact", "customer_segmentation")()) -}}
{% endmacro %}

{% macro default__type_exact() %} {{- return("decimal(38, 18)") -}} {% endmacro %}

{#- Of a double it keeps the first 15 digits. -#}
{% macro postgres__type_exact() %} {{- return("numeric") -}} {% endmacro %}

{% macro summed_integer(value) %}
    {{- return(adapter.dispatch("summed_integer", "customer_segmentation")(value)) -}}
{% endmacro %}

{% macro default__summed_integer(value) %} {{- return(value) -}} {% endmacro %}

{#- Spark adds up whole numbers in 64 bits. -#}
{% macro spark__summed_integer(value) %}
    {{- return("cast(" ~ value ~ " as decimal(38, 0))") -}}
{% endmacro %}
