{#- Stop at a raw table or a column that the raw contract does not know. -#}
{% macro check_raw_tables() %}
    {% set contract = customer_segmentation.raw_contract() %}
    {% set known_settings = [
        "identifier", "schema", "database", "model", "external_location", "columns",
        "loaded_at_field", "freshness",
    ] %}
    {% for setting in ["raw_tables", "raw_schema", "raw_database"] %}
        {% if var(setting) and var("use_demo_data") %}
            {{ customer_segmentation.setting_error(
                setting, "is given while use_demo_data is true: the demo's customers would be built",
                "set use_demo_data to false to read your own tables, or remove " ~ setting
            ) }}
        {% endif %}
    {% endfor %}
    {% for table_name, settings in (var("raw_tables") or {}).items() %}
        {% set setting = "raw_tables." ~ table_name %}
        {% do customer_segmentation.check_choice("raw_tables", table_name, contract | list, "table") %}
        {% if settings is not none and settings is not mapping %}
            {{ customer_segmentation.setting_error(
                setting, "is " ~ customer_segmentation.as_written(settings),
                "write {identifier: name_of_your_table}, or {} when it has the contract's name"
            ) }}
        {% endif %}
        {% for key, value in (settings or {}).items() %}
            {% do customer_segmentation.check_choice(setting, key, known_settings, "setting") %}
            {% if key in ["identifier", "schema", "database"] and ('"' in value | string or "`" in value | string) %}
                {{ customer_segmentation.setting_error(
                    setting ~ "." ~ key, "is " ~ customer_segmentation.as_written(value),
                    "name a relation without quotes, such as a view on this one"
                ) }}
            {% endif %}
        {% endfor %}
        {% for column in (settings or {}).get("columns") or {} %}
            {% do customer_segmentation.check_choice(
                setting ~ ".columns",
                column,
                customer_segmentation.contract_columns(table_name),
                "column"
            ) %}
        {% endfor %}
    {% endfor %}
{% endmacro %}
