{#-
    Whether the user's project replaces the staging model of a raw table by disabling this
    package's and having its own of the same name. Only known once the graph is complete.
-#}
{% macro is_overridden(table_name) %}
    {% set model = customer_segmentation.raw_contract()[table_name]["stg_model"] %}
    {% do return(execute and "model.customer_segmentation." ~ model not in graph.nodes) %}
{% endmacro %}
