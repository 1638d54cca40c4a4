{#-
    The columns of customer_features and of feature_models that carry `config.meta.segmentation`,
    in the order of their YAML, checked, without those whose raw tables are not in use. The graph
    is complete only while dbt executes: no features before.
-#}
{% macro catalogued_features() %}
    {% set features = [] %}
    {% for model in customer_segmentation.feature_nodes() %}
        {% for column in model.columns.values() if column.meta.get("segmentation") %}
            {% set meta = column.meta.segmentation %}
            {% do customer_segmentation.check_feature_metadata(model.name, column.name, meta) %}
            {% set unused = [] %}
            {% for table_name in meta.get("requires", []) %}
                {% if not customer_segmentation.using_table(table_name) %}
                    {% do unused.append(table_name) %}
                {% endif %}
            {% endfor %}
            {% set data_type = (column.data_type or "") | lower %}
            {% if data_type in ("string", "text", "varchar") %}
                {% set value_type = "categorical" %}
            {% else %}
                {% set value_type = "boolean" if data_type in ("boolean", "bool") else "numeric" %}
            {% endif %}
            {% set label = meta.get("label", column.name | replace("_", " ")) %}
            {% set words = meta.get("words", {}) %}
            {% set more, fewer = {
                "categorical": ["more with ", "fewer with "], "boolean": ["more often ", "less often "]
            }.get(value_type, ["high ", "low "]) %}
            {% set window = modules.re.search("_([0-9]+)d$", column.name) %}
            {% if not unused %}
                {% do features.append({
                    "feature_name": column.name,
                    "model_name": model.name,
                    "label": label,
                    "measure": meta.get("measure", modules.re.sub("_[0-9]+d$", "", column.name)),
                    "role": meta.role,
                    "family": meta.family,
                    "transform": meta.transform,
                    "impute": meta.impute,
                    "value_type": value_type,
                    "unit": meta.get("unit", "share" if value_type == "boolean"),
                    "words_high": words.get("high", more ~ label),
                    "words_low": words.get("low", fewer ~ label),
                    "description": column.description | trim,
                    "history_days": meta.get(
                        "history_days", window.group(1) | int if window else 0
                    ),
                    "order_window_days": window.group(1) | int
                    if window and meta.family in ("frequency", "monetary", "trend") else 0,
                }) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {{ return(features) }}
{% endmacro %}
