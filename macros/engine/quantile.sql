{#- The value below which a share of the rows of a group lies, between two values where it falls there. -#}
{% macro quantile(expression, share) %}
    {{- return(adapter.dispatch("quantile", "customer_segmentation")(expression, share)) -}}
{% endmacro %}

{% macro default__quantile(expression, share) %}
    {{- return("percentile_cont(" ~ share ~ ") within group (order by " ~ expression ~ ")") -}}
{% endmacro %}

{#- The same as one of the values: the smallest that at least this share of the rows does not exceed. -#}
{% macro discrete_quantile(expression, share) %}
    {{- return(
        adapter.dispatch("discrete_quantile", "customer_segmentation")(expression, share)
    ) -}}
{% endmacro %}

{% macro default__discrete_quantile(expression, share) %}
    {{- return("percentile_disc(" ~ share ~ ") within group (order by " ~ expression ~ ")") -}}
{% endmacro %}
