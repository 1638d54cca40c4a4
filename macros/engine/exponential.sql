{#- e to the power of a 64-bit float; 0 or infinity where that is too small or too large for one. -#}
{% macro exponential(expression) %}
    {{- return(adapter.dispatch("exponential", "customer_segmentation")(expression)) -}}
{% endmacro %}

{% macro default__exponential(expression) %}
    {{- return("exp(" ~ expression ~ ")") -}}
{% endmacro %}

{#- Postgres stops there: nearly 0 and very large instead. -#}
{% macro postgres__exponential(expression) %}
    {{- return(
        "exp(case when " ~ expression ~ " > 700 then 700 when " ~ expression ~ " < -700 then -700 else "
        ~ expression ~ " end)"
    ) -}}
{% endmacro %}
