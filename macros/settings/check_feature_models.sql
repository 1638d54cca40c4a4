{#-
    Stop at an entry of feature_models whose YAML does not say what its features are. Needs the
    graph, so it judges only while dbt executes; dbt itself stops at a model that does not exist.
-#}
{% macro check_feature_models() %}
    {#- What fit_sample has beside the features. -#}
    {% set taken = {} %}
    {% for name in ["activity_level", "shop_gap_days", "period_index", "is_test"] %}
        {% do taken.update({name: "fit_sample"}) %}
    {% endfor %}
    {% for node in customer_segmentation.feature_nodes() %}
        {% set is_own = not loop.first %}
        {% set setting = node.setting or "feature_models." ~ node.name %}
        {% if is_own and not node.setting and node.package_name == "customer_segmentation" %}
            {{ customer_segmentation.setting_error(
                setting, "is a model of this package", "name a model of your own project"
            ) }}
        {% endif %}
        {% if is_own and "customer_id" not in node.columns %}
            {{ customer_segmentation.setting_error(
                setting, "describes no column customer_id",
                "describe customer_id in its YAML, and as_of_date if it has a row per as-of date"
            ) }}
        {% endif %}
        {% set features = [] %}
        {% for column in node.columns.values() if column.meta.get("segmentation") %}
            {% do features.append(column.name) %}
            {% if is_own and not column.data_type %}
                {{ customer_segmentation.setting_error(
                    setting, "does not say of what type " ~ column.name ~ " is",
                    "add data_type to it, like double, bigint, boolean or string"
                ) }}
            {% endif %}
            {% if column.name in taken %}
                {{ customer_segmentation.setting_error(
                    setting, "has a feature named " ~ column.name ~ ", as " ~ taken[column.name] ~ " has",
                    "give it a name of its own"
                ) }}
            {% endif %}
        {% endfor %}
        {% if not features %}
            {{ customer_segmentation.setting_error(
                setting, "describes no feature",
                "give at least one of its columns config.meta.segmentation with role, family, "
                ~ "transform and impute"
            ) }}
        {% endif %}
        {% for column in (node.columns if not is_own else features) %}
            {% do taken.update({column: node.name}) %}
        {% endfor %}
    {% endfor %}
{% endmacro %}
