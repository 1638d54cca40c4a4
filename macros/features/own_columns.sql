{#-
    The vars customer_columns and order_columns with every default filled in. Models are parsed
    before the judge has seen the settings, so what cannot be an entry is left out here and named
    there.
-#}
{% macro customer_columns() %}
    {% set found = [] %}
    {% for entry in customer_segmentation.named_entries("customer_columns") if entry.type in customer_segmentation.own_column_types() %}
        {% do found.append({
            "name": entry.name,
            "type": entry.type,
            "levels": customer_segmentation.texts_of(entry.levels),
            "data_type": {"text": "string", "boolean": "boolean"}.get(entry.type, "double"),
            "description": entry.description or customer_segmentation.label_of(entry) ~ ", as the CRM has it today.",
            "segmentation": customer_segmentation.own_metadata(entry, {"family": "attributes"}, ["customers"]),
        }) %}
    {% endfor %}
    {% do return(found) %}
{% endmacro %}

{% macro order_columns() %}
    {% set found = [] %}
    {% set entries = customer_segmentation.named_entries("order_columns") %}
    {% set contract = customer_segmentation.packaged_contract().orders.columns if entries else {} %}
    {% for entry in entries %}
        {% set column = entry.column if entry.column is string and entry.column else entry.name %}
        {% set kind = (contract.get(column) or {}).get("kind", entry.type) %}
        {% set type = "text" if kind in ["code", "id"] else kind %}
        {% if type in ["text", "number", "boolean"] and entry.aggregation in customer_segmentation.aggregations() %}
            {% set is_share = entry.aggregation == "share" %}
            {% do found.append({
                "name": entry.name,
                "column": column,
                "type": type,
                "is_own": column not in contract,
                "aggregation": entry.aggregation,
                "of": entry.get("of"),
                "days": entry.get("days"),
                "data_type": {"text": "string", "boolean": "boolean"}.get(type, "double")
                if entry.aggregation == "last" else "double",
                "description": entry.description or (
                    customer_segmentation.label_of(entry) ~ ": " ~ entry.aggregation ~ " of " ~ column ~ " over the purchases before as_of_date."
                ),
                "segmentation": customer_segmentation.own_metadata(
                    entry, {"family": "orders", "unit": "share" if is_share else none}, [],
                ),
            }) %}
        {% endif %}
    {% endfor %}
    {% do return(found) %}
{% endmacro %}

{#- The types of a raw column of your own. -#}
{% macro own_column_types() %} {% do return(["text", "number", "boolean", "date"]) %} {% endmacro %}

{#- What purchases can say about a customer by one of their columns. -#}
{% macro aggregations() %} {% do return(["share", "count", "mean", "sum", "min", "max", "last"]) %} {% endmacro %}

{#- The entries of a var that are mappings with a name. -#}
{% macro named_entries(setting) %}
    {% do return(customer_segmentation.given_entries(setting) | selectattr("name", "string") | list) %}
{% endmacro %}

{% macro texts_of(values) %}
    {% set texts = [] %}
    {% for value in values or [] %} {% do texts.append(value | string) %} {% endfor %}
    {% do return(texts) %}
{% endmacro %}

{% macro label_of(entry) %} {% do return(entry.label or entry.name | replace("_", " ")) %} {% endmacro %}

{#- The keys of an entry that say how a segmentation treats its feature, as in the YAML of a model. -#}
{% macro metadata_keys() %}
    {% do return(["role", "family", "transform", "impute", "label", "unit", "words", "history_days"]) %}
{% endmacro %}

{#- What the entry of a var says as meta.segmentation, with defaults. -#}
{% macro own_metadata(entry, defaults, requires) %}
    {% set metadata = {
        "role": "profile", "transform": "none", "impute": "median", "requires": requires,
        "label": customer_segmentation.label_of(entry),
    } %}
    {% if entry.days %} {% do metadata.update({"history_days": entry.days}) %} {% endif %}
    {% do metadata.update(defaults) %}
    {% for key in customer_segmentation.metadata_keys() if entry.get(key) is not none %}
        {% do metadata.update({key: entry[key]}) %}
    {% endfor %}
    {% do return(metadata) %}
{% endmacro %}

{#-
    The features of the vars in the form of the graph's nodes: of each model of this package that
    holds them its name, its columns with their metadata, and the setting that they come from.
-#}
{% macro own_column_nodes() %}
    {% set found = [] %}
    {% set models = {
        "customer_columns": ["feat_customers__attributes", customer_segmentation.customer_columns()],
        "order_columns": ["feat_customers__order_columns", customer_segmentation.order_columns()],
        "survey_questions": ["feat_customers__answers", customer_segmentation.answer_features()],
    } %}
    {% for setting, (model_name, features) in models.items() if features %}
        {% set columns = {"customer_id": {"name": "customer_id", "meta": {}}, "as_of_date": {"name": "as_of_date", "meta": {}}} %}
        {% for feature in features %}
            {% do columns.update({feature.name: {
                "name": feature.name,
                "data_type": feature.data_type,
                "description": feature.description,
                "meta": {"segmentation": feature.segmentation},
            }}) %}
        {% endfor %}
        {% do found.append({"name": model_name, "setting": setting, "columns": columns}) %}
    {% endfor %}
    {% do return(found) %}
{% endmacro %}
