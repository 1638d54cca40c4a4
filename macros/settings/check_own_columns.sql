{#- Stop at an entry of customer_columns or order_columns that no feature can be made of. -#}
{% macro check_own_columns() %}
    {% set own_keys = customer_segmentation.metadata_keys() + ["name", "type", "description"] %}
    {% set contract = customer_segmentation.packaged_contract() %}
    {% set names = [] %}
    {% for entry in var("customer_columns") or [] %}
        {% set setting = customer_segmentation.check_own_entry(
            "customer_columns", loop.index0, entry, own_keys + ["levels"], names
        ) %}
        {% if entry.name in contract.customers.columns %}
            {{ customer_segmentation.setting_error(
                setting, "names a column that the package has already",
                "remove it: its feature is there, or give yours another name and map it in raw_tables.customers.columns"
            ) }}
        {% endif %}
        {% do customer_segmentation.check_choice(
            setting ~ ".type", entry.type | default("nothing"), customer_segmentation.own_column_types(), "type"
        ) %}
        {% set levels = entry.levels | default([], true) %}
        {% if levels is string or levels is mapping or levels is not sequence or levels and entry.type != "text" %}
            {{ customer_segmentation.setting_error(
                setting ~ ".levels", "is " ~ customer_segmentation.as_written(levels) ~ " of type " ~ entry.type,
                "give a list of the texts that a column of type text may hold, or remove it"
            ) }}
        {% endif %}
    {% endfor %}
    {% set types = {} %}
    {% if var("order_columns") and not customer_segmentation.using_table("orders") %}
        {{ customer_segmentation.setting_error(
            "order_columns", "is given, and there are no orders to read", "name them in raw_tables, or remove order_columns"
        ) }}
    {% endif %}
    {% for entry in var("order_columns") or [] %}
        {% set setting = customer_segmentation.check_own_entry(
            "order_columns", loop.index0, entry, own_keys + ["column", "aggregation", "of", "days"], names
        ) %}
        {% do customer_segmentation.check_order_column(setting, entry, contract.orders.columns, types) %}
    {% endfor %}
{% endmacro %}

{#- What entries of all kinds are held to; returns how messages name this one. -#}
{% macro check_own_entry(setting, index, entry, keys, names) %}
    {% set name = entry.name if entry is mapping else none %}
    {% if name is not string or not modules.re.match("^[a-z][a-z0-9_]*$", name) or name.startswith("raw_") %}
        {{ customer_segmentation.setting_error(
            setting ~ "[" ~ index ~ "].name", "is missing or not in lower_snake_case, or starts with raw_: " ~ entry,
            "give every entry a name like 'income_band'"
        ) }}
    {% endif %}
    {% set setting = setting ~ "." ~ name %}
    {% for key in entry %} {% do customer_segmentation.check_choice(setting, key, keys, "key") %} {% endfor %}
    {% if name in names %}
        {{ customer_segmentation.setting_error(setting, "is a name given twice", "rename one of the entries") }}
    {% endif %}
    {% do names.append(name) %}
    {% do customer_segmentation.check_metadata_choices(setting, entry) %}
    {% do return(setting) %}
{% endmacro %}

{% macro check_metadata_choices(setting, entry) %}
    {% for key, choices in {
        "role": ["feature", "profile"],
        "transform": ["none", "log1p", "sqrt", "rank"],
        "impute": ["zero", "median", "indicator"],
    }.items() if entry.get(key) is not none %}
        {% do customer_segmentation.check_choice(setting ~ "." ~ key, entry[key], choices, key) %}
    {% endfor %}
{% endmacro %}

{% macro check_order_column(setting, entry, contract_columns, types) %}
    {% set column = entry.column | default(entry.name, true) %}
    {% set kind = (contract_columns.get(column) or {}).get("kind") %}
    {% set choices = ["text", "number", "boolean"] %}
    {% if kind is none %}
        {% if not modules.re.match("^[a-z][a-z0-9_]*$", column | string) or column.startswith("raw_") %}
            {{ customer_segmentation.setting_error(
                setting ~ ".column", "is " ~ customer_segmentation.as_written(column),
                "give a name in lower_snake_case, and the raw column in raw_tables.orders.columns"
            ) }}
        {% endif %}
        {% do customer_segmentation.check_choice(
            setting ~ ".type", entry.type | default("nothing"), choices, "type"
        ) %}
        {% if types.get(column, entry.type) != entry.type %}
            {{ customer_segmentation.setting_error(
                setting ~ ".type", "is " ~ entry.type ~ ", and another entry reads " ~ column ~ " as " ~ types[column],
                "give both the same type"
            ) }}
        {% endif %}
        {% do types.update({column: entry.type}) %}
    {% elif entry.type is defined or kind == "timestamp" %}
        {{ customer_segmentation.setting_error(
            setting, "reads " ~ column ~ ", a column of the package of the kind " ~ kind,
            "name a column that is no time, and leave out type" if kind == "timestamp" else "leave out type"
        ) }}
    {% endif %}
    {% do customer_segmentation.check_choice(
        setting ~ ".aggregation", entry.aggregation | default("nothing"), customer_segmentation.aggregations(), "aggregation"
    ) %}
    {% set type = entry.type if kind is none else {"number": "number", "boolean": "boolean"}.get(kind, "text") %}
    {% if entry.aggregation in ["mean", "sum", "min", "max"] and type != "number" %}
        {{ customer_segmentation.setting_error(
            setting ~ ".aggregation", "is " ~ entry.aggregation ~ " of a column of type " ~ type,
            "use share, count or last, or give the column as a number"
        ) }}
    {% endif %}
    {% set of_number = entry.of is number and entry.of is not boolean %}
    {% if entry.of is defined and (
        entry.aggregation not in ["share", "count"] or type == "boolean" or type == "number" and not of_number
    ) %}
        {{ customer_segmentation.setting_error(
            setting ~ ".of", "is " ~ customer_segmentation.as_written(entry.of),
            "give the value whose share or count is taken, a number where the column is one; nothing else has 'of'"
        ) }}
    {% endif %}
    {% set days = entry.days | default(1) %}
    {% if days is not integer or days is boolean or days < 1 %}
        {{ customer_segmentation.setting_error(
            setting ~ ".days", "is " ~ customer_segmentation.as_written(days), "give a whole number from 1 on, or remove it"
        ) }}
    {% endif %}
{% endmacro %}
