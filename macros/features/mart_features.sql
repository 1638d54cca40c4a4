{#-
    Columns of the feature mart: {name: segmentation metadata or none}. Those of your own models
    are the described features.
-#}
{% macro mart_features(only=none) %}
    {% set features = {} %}
    {% for node in customer_segmentation.feature_nodes() if only in [none, node.name] %}
        {% for column in node.columns.values() if node.name == "customer_features" or column.meta.get("segmentation") %}
            {% do features.update({column.name: column.meta.get("segmentation")}) %}
        {% endfor %}
    {% endfor %}
    {% do return(features) %}
{% endmacro %}
