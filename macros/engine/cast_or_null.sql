{#- A cast that gives null instead of an error where the value does not fit. -#}
{% macro cast_or_null(expression, data_type) %}
    {{- return(
        adapter.dispatch("cast_or_null", "customer_segmentation")(expression, data_type)
    ) -}}
{% endmacro %}

{#- An engine without try_cast stops at it, which is better than at the first bad value. -#}
{% macro default__cast_or_null(expression, data_type) %}
    {{- return("try_cast(" ~ expression ~ " as " ~ data_type ~ ")") -}}
{% endmacro %}
