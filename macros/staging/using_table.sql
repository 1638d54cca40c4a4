{#- Whether a raw table is in use: orders always, the others as the vars say. -#}
{% macro using_table(table_name) %}
    {% set by_default = var("use_demo_data", true) or table_name in (var("raw_tables", {}) or {}) %}
    {% set chosen = var("using_" ~ table_name, none) %}
    {% do return(table_name == "orders" or (by_default if chosen is none else chosen)) %}
{% endmacro %}
