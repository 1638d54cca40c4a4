{#- Checks the var raw_tables against the contract, and the raw tables that exist against both. -#}
{% macro validate_raw_tables() %}
    {% set contract = customer_segmentation.raw_contract() %}
    {% set known_settings = [
        "identifier", "schema", "database", "model", "external_location", "columns",
        "loaded_at_field", "freshness",
    ] %}
    {% for table_name, settings in (var("raw_tables") or {}).items() %}
        {{ customer_segmentation.validate_known(
            "raw_tables", table_name, contract.keys() | list, "table"
        ) }}
        {% for setting in settings or {} %}
            {{ customer_segmentation.validate_known(
                "raw_tables." ~ table_name, setting, known_settings, "setting"
            ) }}
        {% endfor %}
        {% for column in (settings or {}).get("columns") or {} %}
            {{ customer_segmentation.validate_known(
                "raw_tables." ~ table_name ~ ".columns",
                column,
                contract[table_name]["required"] + contract[table_name]["optional"],
                "column"
            ) }}
        {% endfor %}
    {% endfor %}
    {% if not var("use_demo_data") %}
        {% for table_name in contract
            if customer_segmentation.using_table(table_name)
            and not customer_segmentation.is_overridden(table_name)
        %}
            {{ customer_segmentation.validate_raw_table(table_name) }}
        {% endfor %}
    {% endif %}
{% endmacro %}
