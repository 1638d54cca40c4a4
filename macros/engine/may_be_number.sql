{#-
    Whether a text may begin with a sign, a point or a digit: true for all that do, a cheap look that spares
    most other texts dearer ones. Expects no blanks at its beginning.
-#}
{% macro may_be_number(text) %}
    {{- return(adapter.dispatch("may_be_number", "customer_segmentation")(text)) -}}
{% endmacro %}

{% macro default__may_be_number(text) %} {{- return("ascii(" ~ text ~ ") < 58") -}} {% endmacro %}

{#- Texts compare by their bytes there, and the first ones are at hand. -#}
{% macro duckdb__may_be_number(text) %} {{- return(text ~ " < ':'") -}} {% endmacro %}
