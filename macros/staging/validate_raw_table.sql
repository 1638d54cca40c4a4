{#-
    Checks one raw table: it is there, and the mapping fits its columns. A model of the user's
    project is checked when it has been built, by the model that reads it.
-#}
{% macro validate_raw_table(table_name) %}
    {% set is_model = (var("raw_tables").get(table_name) or {}).get("model") is not none %}
    {% if not is_model and not customer_segmentation.raw_table_exists(table_name) %}
        {{ customer_segmentation.raise_missing_raw_table(table_name) }}
    {% elif not is_model %}
        {% set expressions = customer_segmentation.raw_expressions(
            table_name, customer_segmentation.raw_columns(table_name)
        ) %}
        {% set mapping = (var("raw_tables").get(table_name) or {}).get("columns") or {} %}
        {#- One line per query, because an error message shows the line it is about. -#}
        {% for column, expression in expressions.items() if column in mapping %}
            {% do run_query(
                "select " ~ expression ~ " as " ~ adapter.quote(
                    "raw_tables." ~ table_name ~ ".columns." ~ column
                )
                ~ " from " ~ customer_segmentation.raw_relation(table_name) ~ " as raw where 1 = 0"
            ) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
