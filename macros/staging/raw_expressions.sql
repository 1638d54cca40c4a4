{#-
    Contract column -> SQL expression over the raw row: the mapped column or expression, else the
    column of the same name (in any case), else null when the column is optional.
-#}
{% macro raw_expressions(table_name, catalog_columns) %}
    {% set contract = customer_segmentation.raw_contract()[table_name] %}
    {% set mapping = ((var("raw_tables", {}) or {}).get(table_name) or {}).get("columns") or {} %}
    {% if var("use_demo_data", true) %} {% set mapping = {} %} {% endif %}
    {% set actual = {} %}
    {% for column in catalog_columns %}
        {% do actual.update({column | lower: column}) %}
    {% endfor %}
    {% set expressions = {} %}
    {% for column in contract["required"] + contract["optional"] %}
        {% set mapped = mapping.get(column) %}
        {% set wanted = (column if mapped is none else mapped) | string | trim %}
        {% set setting = "raw_tables." ~ table_name ~ ".columns." ~ column %}
        {% if wanted | lower in actual %}
            {% do expressions.update({column: "raw." ~ adapter.quote(actual[wanted | lower])}) %}
        {% elif mapped is not none and not customer_segmentation.is_bare_name(wanted) %}
            {% do expressions.update({column: wanted}) %}
        {% elif mapped is not none %}
            {{ exceptions.raise_compiler_error(
                "Raw table '" ~ table_name ~ "': setting " ~ setting ~ " names the column '"
                ~ wanted ~ "', which " ~ customer_segmentation.raw_relation(table_name)
                ~ " does not have. Its columns: " ~ catalog_columns | join(", ")
                ~ ". To fix it: name one of these, or an SQL expression over them."
            ) }}
        {% elif column in contract["required"] %}
            {{ exceptions.raise_compiler_error(
                "Raw table '" ~ table_name ~ "': required column '" ~ column ~ "' is missing from "
                ~ customer_segmentation.raw_relation(table_name) ~ ". Its columns: "
                ~ catalog_columns | join(", ") ~ ". To fix it: set the var " ~ setting
                ~ " to the column (or an SQL expression) that holds it."
            ) }}
        {% else %}
            {% do expressions.update({column: "cast(null as " ~ dbt.type_string() ~ ")"}) %}
        {% endif %}
    {% endfor %}
    {% do return(expressions) %}
{% endmacro %}
