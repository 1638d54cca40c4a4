{#- The features that each segmentation is made of: its profile leads with them. -#}
{% macro leading_features() %}
    select distinct segmentation, feature_name
    from {{ ref("segment_model_features") }}
    {% for entry in customer_segmentation.segmentations() if entry.method != "clusters" %}
            {% set features = [] %}
            {% if entry.method == "rfm" %}
                {% do features.extend(["recency_days", "order_count", "spend_net"]) %}
            {% else %}
                {% for rule in entry.rules %}
                    {% for column in customer_segmentation.columns_in_condition(rule.when | default("")) if column not in features %}
                        {% do features.append(column) %}
                    {% endfor %}
                {% endfor %}
            {% endif %}
        {% for feature in features %}
            union all
            select
                {{ customer_segmentation.text_literal(entry.name) }} as segmentation,
                {{ customer_segmentation.text_literal(feature) }} as feature_name
        {% endfor %}
    {% endfor %}
{% endmacro %}
