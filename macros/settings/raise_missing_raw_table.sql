{#- Stop: say which relation was looked for and how to name another. -#}
{% macro raise_missing_raw_table(table_name) %}
    {% set remedy %}
        {%- if table_name == "orders" -%}
        name it, or set using_orders to false where order lines say who bought and when, or where
        customer_columns or feature_models say all there is; name it
        {%- else -%}
        name it
        {%- endif %} in the var raw_tables.{{ table_name }} (identifier, schema and database; or
        model; or external_location), or for all tables in the vars raw_schema and raw_database
        {%- if table_name != "orders" -%}
        ; or set using_{{ table_name }} to false to go without it
        {%- endif -%}
    {% endset %}
    {{ exceptions.raise_compiler_error(
        "Raw table '" ~ table_name ~ "' was not found: there is no "
        ~ customer_segmentation.raw_relation(table_name) ~ ". To fix it: "
        ~ remedy.split() | join(" ") ~ "."
    ) }}
{% endmacro %}
