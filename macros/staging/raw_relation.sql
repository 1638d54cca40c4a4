{#-
    The relation that holds a raw table: the demo seed, a model of the user's project, a file,
    or the user's own table.
-#}
{% macro raw_relation(table_name) %}
    {% set settings = (var("raw_tables", {}) or {}).get(table_name) or {} %}
    {% if var("use_demo_data", true) %}
        {% do return(ref("customer_segmentation", "raw_" ~ table_name)) %}
    {% elif settings.get("model") %} {% do return(ref(settings["model"])) %}
    {% elif settings.get("external_location") %}
        {% set location = settings["external_location"] %}
        {% do source("raw_" ~ table_name, table_name) %}
        {% do return(location if "(" in location else "'" ~ location ~ "'") %}
    {% else %} {% do return(source("raw_" ~ table_name, table_name)) %}
    {% endif %}
{% endmacro %}
