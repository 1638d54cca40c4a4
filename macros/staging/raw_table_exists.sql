{#- Whether a raw table is there to read. A file is taken to be there. -#}
{% macro raw_table_exists(table_name) %}
    {% set relation = customer_segmentation.raw_relation(table_name) %}
    {% do return(relation is string or load_relation(relation) is not none) %}
{% endmacro %}
