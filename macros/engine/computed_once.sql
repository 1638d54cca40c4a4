{#-
    A condition that always holds, for a step that several others read: an engine that would write the
    step into each of its readers computes it once instead. Spark does not copy what is random.
-#}
{% macro computed_once() %}
    {{- return(adapter.dispatch("computed_once", "customer_segmentation")()) -}}
{% endmacro %}

{% macro default__computed_once() %} {{- return("1 = 1") -}} {% endmacro %}

{% macro spark__computed_once() %} {{- return("rand() >= 0") -}} {% endmacro %}
