{#- The columns that a raw relation has, read from the warehouse. -#}
{% macro raw_columns(table_name) %}
    {% set query = "select * from " ~ customer_segmentation.raw_relation(table_name) ~ " as raw" %}
    {% do return(get_columns_in_query(query)) %}
{% endmacro %}
