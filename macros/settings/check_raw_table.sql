{#-
    Checks one raw table: it is there, and the mapping fits its columns. A model of the user's
    project is checked when it has been built, by the model that reads it.
-#}
{% macro check_raw_table(table_name) %}
    {% set settings = customer_segmentation.raw_settings(table_name) %}
    {% if settings.get("model") is none %}
        {% if not customer_segmentation.raw_table_exists(table_name) %}
            {{ customer_segmentation.raise_missing_raw_table(table_name) }}
        {% endif %}
        {% set relation = customer_segmentation.raw_relation(table_name) %}
        {% set columns = customer_segmentation.raw_columns(table_name) %}
        {% set expressions = customer_segmentation.raw_expressions(table_name, columns) %}
        {% for column, mapped in (settings.get("columns") or {}).items()
            if mapped is not none
            and column in expressions
            and mapped | string | trim | lower not in columns | map("lower")
        %}
            {% set setting = "raw_tables." ~ table_name ~ ".columns." ~ column %}
            {% set problem = customer_segmentation.query_problem("select " ~ mapped ~ "\nas mapped", of_syntax=true) %}
            {% if problem %}
                {{ customer_segmentation.setting_error(
                    setting, "is no SQL expression: " ~ mapped ~ " (" ~ problem ~ ")",
                    "name a column of " ~ relation ~ ", or write an expression over " ~ columns | join(", ")
                ) }}
            {% endif %}
            {% set names = customer_segmentation.unknown_names(mapped, columns) %}
            {% if names %}
                {{ log(
                    "Setting " ~ setting ~ " is \"" ~ mapped ~ "\". If the next thing is "
                    ~ "an error of the database: " ~ relation ~ " has no column "
                    ~ names | join(", ") ~ "; its columns are " ~ columns | join(", ") ~ ".",
                    info=True
                ) }}
            {% endif %}
            {% do run_query(
                "select " ~ expressions[column] ~ " as " ~ adapter.quote(setting)
                ~ " from " ~ relation ~ " as raw where 1 = 0"
            ) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
