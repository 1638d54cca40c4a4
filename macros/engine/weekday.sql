{#- Day of the week of a date, from 0 for Sunday to 6 for Saturday. -#}
{% macro weekday(date) %}
    {{- return(adapter.dispatch("weekday", "customer_segmentation")(date)) -}}
{% endmacro %}

{% macro default__weekday(date) %}
    {{- return("extract(dow from " ~ date ~ ")") -}}
{% endmacro %}

{#- Spark counts from 1. -#}
{% macro spark__weekday(date) %} {{- return("(extract(dow from " ~ date ~ ") - 1)") -}} {% endmacro %}
