{#-
    The nodes of the models whose YAML describes features: customer_features, then the models of
    the var feature_models; then those that the vars of own columns describe. The graph is complete only while dbt executes: none before. A model
    of another project that has the mart's name is not the mart, unless it replaces it.
-#}
{% macro feature_nodes() %}
    {% set found = [] %}
    {#- A unit test of dbt has no graph. -#}
    {% if execute and graph.nodes is defined %}
        {% set models = graph.nodes.values() | selectattr("resource_type", "equalto", "model") | list %}
        {% for name in ["customer_features"] + customer_segmentation.feature_models() %}
            {% set named = models | selectattr("name", "equalto", name) | list %}
            {% set packaged = named | selectattr("package_name", "equalto", "customer_segmentation") | list %}
            {% if named %} {% do found.append((packaged or named) | first) %} {% endif %}
        {% endfor %}
        {% do found.extend(customer_segmentation.own_column_nodes()) %}
    {% endif %}
    {% do return(found) %}
{% endmacro %}

{#-
    Families of features of your own, role feature, that no column of customer_features has. Answers
    are known of those asked, so segmentations name their family.
-#}
{% macro own_families() %}
    {% set given, own = [], [] %}
    {% for node in customer_segmentation.feature_nodes() if node.name != "feat_customers__answers" %}
        {% set is_mart = loop.first %}
        {% for column in node.columns.values() if column.meta.get("segmentation") %}
            {% set meta = column.meta.segmentation %}
            {% if is_mart %} {% do given.append(meta.family) %}
            {% elif meta.role == "feature" and meta.family not in given + own %} {% do own.append(meta.family) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {% do return(own) %}
{% endmacro %}

{#- The names in the var feature_models; none while the var is not a list, which the judge says. -#}
{% macro feature_models() %}
    {% set names = var("feature_models") %}
    {% do return(names if names is sequence and names is not string and names is not mapping else []) %}
{% endmacro %}
