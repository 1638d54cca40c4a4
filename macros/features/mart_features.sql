{#- Columns of the feature mart: {name: segmentation metadata or none}. -#}
{% macro mart_features() %}
    {% set features = {} %}
    {% if execute %}
        {% for node in graph.nodes.values() if node.resource_type == "model" and node.name == "customer_features" %}
            {% for column in node.columns.values() %}
                {% do features.update({column.name: (column.config.get("meta") or column.meta or {}).get("segmentation")}) %}
            {% endfor %}
        {% endfor %}
    {% endif %}
    {{ return(features) }}
{% endmacro %}
