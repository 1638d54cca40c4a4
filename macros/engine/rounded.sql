{#- A 64-bit float rounded to so many decimals, halves away from zero. -#}
{% macro rounded(expression, digits=0) %}
    {{- return(adapter.dispatch("rounded", "customer_segmentation")(expression, digits)) -}}
{% endmacro %}

{% macro default__rounded(expression, digits) %}
    {{- return("round(" ~ expression ~ ", " ~ digits ~ ")") -}}
{% endmacro %}
