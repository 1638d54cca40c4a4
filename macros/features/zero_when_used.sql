{#-
    What a count or sum is for a customer without any row of a raw table: 0 when the table
    is in use, and null when the shop has no such table.
-#}
{% macro zero_when_used(table_name) %}
    {{- return("0" if customer_segmentation.using_table(table_name) else "null") -}}
{% endmacro %}
