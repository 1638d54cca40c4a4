{#-
    The one segmentation that items are recommended by: the var, else the first whose
    objective is product_recommendations, else the first. None when recommendations are
    switched off.
-#}
{% macro recommendation_segmentation() %}
    {% if var("recommendations_per_customer") | int == 0 %}
        {{ return(none) }}
    {% endif %}
    {% set names, fitting = [], [] %}
    {% for entry in customer_segmentation.segmentations() %}
        {% do names.append(entry.name) %}
        {% if entry.objective == "product_recommendations" %}
            {% do fitting.append(entry.name) %}
        {% endif %}
    {% endfor %}
    {% set chosen = var("recommendation_segmentation") %}
    {% if chosen is not none %}
        {{ customer_segmentation.validate_choice(
            "recommendation_segmentation", chosen, names, "segmentation"
        ) }}
    {% endif %}
    {{ return(chosen or (fitting + names)[0]) }}
{% endmacro %}
