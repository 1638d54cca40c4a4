{#-
    What a count or sum is for a customer without any row of the raw tables it needs: 0 when
    they are in use, and null when the shop has no such tables.
-#}
{% macro zero_when_used() %}
    {% for table_name in varargs if not customer_segmentation.using_table(table_name) %}
        {{- return("null") -}}
    {% endfor %}
    {{- return("0") -}}
{% endmacro %}
