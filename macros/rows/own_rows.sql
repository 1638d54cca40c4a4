{#-
    The rows that an incremental model has so far; none, with these columns, in its first build.
-#}
{% macro own_rows(columns) %}
    {% if is_incremental() %} select {{ columns | join(", ") }} from {{ this }}
    {% else %} {{ customer_segmentation.empty_select(columns) }}
    {% endif %}
{% endmacro %}
