{#- Stop at a raw table or a column that the raw contract does not know. -#}
{% macro check_raw_tables() %}
    {% set contract = customer_segmentation.raw_contract() %}
    {% set known_settings = [
        "identifier", "schema", "database", "model", "external_location", "columns",
        "date_format", "loaded_at_field", "freshness",
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
        {% for column, mapped in ((settings or {}).get("columns") or {}).items() %}
            {% do customer_segmentation.check_choice(
                setting ~ ".columns", column, customer_segmentation.mappable_columns(table_name), "column"
            ) %}
            {% do customer_segmentation.check_null_column(table_name, column, mapped) %}
        {% endfor %}
        {% do customer_segmentation.check_date_format(table_name, (settings or {}).get("date_format")) %}
    {% endfor %}
{% endmacro %}

{#-
    Stop where null is given for a column that rows cannot be read without. As a key it numbers the
    rows, which nothing else can refer to.
-#}
{% macro check_null_column(table_name, column, mapped) %}
    {% set setting = "raw_tables." ~ table_name ~ ".columns." ~ column %}
    {% set table = customer_segmentation.raw_contract()[table_name] %}
    {% set is_of_lines = table_name == "order_items" and customer_segmentation.orders_from() == "lines" %}
    {% set is_required = (table.columns.get(column) or {}).required or column in ["customer_id", "ordered_at"] and is_of_lines %}
    {% if mapped is none and is_required and not (is_of_lines and column == "order_id") %}
        {% if column != table.key or table_name in ["customers", "products"] %}
            {{ customer_segmentation.setting_error(
                setting, "is null, and no row of " ~ table_name ~ " can be used without it",
                "name the column, or an SQL expression, that holds it"
            ) }}
        {% elif table_name == "orders" and customer_segmentation.using_table("order_items") %}
            {{ customer_segmentation.setting_error(
                setting, "is null, and order_items refer to orders by it",
                "name the column that both tables have, or leave out raw_tables.order_items"
            ) }}
        {% endif %}
    {% endif %}
{% endmacro %}

{#- Stop at a form of dates that is none, or that is given for a column that holds no date. -#}
{% macro check_date_format(table_name, date_format) %}
    {% set setting = "raw_tables." ~ table_name ~ ".date_format" %}
    {% set dates = [] %}
    {% for column in customer_segmentation.mappable_columns(table_name) %}
        {% set contract = customer_segmentation.raw_contract() %}
        {% set properties = contract[table_name].columns.get(column) or contract.orders.columns.get(column) %}
        {% if properties.kind in ["date", "timestamp"] %} {% do dates.append(column) %} {% endif %}
    {% endfor %}
    {% if date_format is not none and date_format is defined and not dates %}
        {{ customer_segmentation.setting_error(
            setting, "is given, and " ~ table_name ~ " has no dates", "remove it"
        ) }}
    {% endif %}
    {% for column in (date_format if date_format is mapping else []) %}
        {% do customer_segmentation.check_choice(setting, column, dates, "column") %}
    {% endfor %}
    {% for form in (date_format.values() if date_format is mapping else [date_format]) if form is not none %}
        {% if form not in ["unix", "unix_ms", "excel"] and not customer_segmentation.date_parts(form).names %}
            {{ customer_segmentation.setting_error(
                setting, "has the form " ~ customer_segmentation.as_written(form),
                "write yyyy, mm and dd in the order of the dates, such as yyyymmdd, yyyymmddhhmiss, "
                ~ "dd.mm.yyyy, mm/dd/yyyy or dd-mon-yy (a time of day may follow), or unix, unix_ms or excel"
            ) }}
        {% endif %}
    {% endfor %}
{% endmacro %}
