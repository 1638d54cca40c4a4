{#-
    At the end of a subquery that is read by its columns: keeps an engine from writing its expressions
    into every place that reads them, where they would be computed again.
-#}
{% macro fence() %}
    {{- return(adapter.dispatch("fence", "customer_segmentation")()) -}}
{% endmacro %}

{% macro default__fence() %} {{- return("") -}} {% endmacro %}

{% macro postgres__fence() %} {{- return("offset 0") -}} {% endmacro %}
