{#- The type of an instant: a timestamp that knows its place on UTC's clock. -#}
{% macro type_instant() %}
    {{- return(adapter.dispatch("type_instant", "customer_segmentation")()) -}}
{% endmacro %}

{% macro default__type_instant() %} {{- return("timestamp with time zone") -}} {% endmacro %}

{% macro spark__type_instant() %} {{- return("timestamp") -}} {% endmacro %}
