{#-
    The columns of customer_features that carry `config.meta.segmentation`, in the order of
    its YAML, checked, without those whose raw tables are not in use.
-#}
{% macro catalogued_features() %}
    {% set allowed = {
        "role": ["feature", "profile"],
        "transform": ["none", "log1p", "sqrt", "rank"],
        "impute": ["zero", "median", "indicator"],
    } %}
    {% set features = [] %}
    {% set models = graph.nodes.values() | selectattr("name", "equalto", "customer_features") if execute else [] %}
    {% for model in models | selectattr("resource_type", "equalto", "model") %}
        {% for column in model.columns.values() if column.meta.get("segmentation") %}
            {% set meta = column.meta.segmentation %}
            {% for key, values in allowed.items() if meta.get(key) not in values %}
                {% do exceptions.raise_compiler_error(
                    "Column " ~ column.name ~ " of customer_features: meta.segmentation." ~ key
                    ~ " is " ~ meta.get(key) ~ ". Give one of: " ~ values | join(", ") ~ "."
                ) %}
            {% endfor %}
            {% if not meta.get("family") %}
                {% do exceptions.raise_compiler_error(
                    "Column " ~ column.name
                    ~ " of customer_features: meta.segmentation needs a family."
                ) %}
            {% endif %}
            {% set missing = [] %}
            {% for table_name in meta.get("requires", []) %}
                {% if not customer_segmentation.using_table(table_name) %}
                    {% do missing.append(table_name) %}
                {% endif %}
            {% endfor %}
            {% if not missing %}
                {% set words = meta.get("words", {}) %}
                {% set types = {"string": "categorical", "text": "categorical", "varchar": "categorical", "boolean": "boolean"} %}
                {% do features.append({
                    "feature_name": column.name,
                    "label": meta.get("label", column.name | replace("_", " ")),
                    "role": meta.role,
                    "family": meta.family,
                    "transform": meta.transform,
                    "impute": meta.impute,
                    "value_type": types.get(column.data_type | lower, "numeric"),
                    "unit": meta.get("unit"),
                    "words_high": words.get("high"),
                    "words_low": words.get("low"),
                    "description": column.description,
                }) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {{ return(features) }}
{% endmacro %}
