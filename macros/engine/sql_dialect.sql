{#-
    The name under which the rules of segments know the SQL of this engine; the adapters of the plugin
    add _python to it.
-#}
{% macro sql_dialect() %}
    {{- return(adapter.dispatch("sql_dialect", "customer_segmentation")()) -}}
{% endmacro %}

{% macro default__sql_dialect() %} {{- return(target.type | replace("_python", "")) -}} {% endmacro %}
