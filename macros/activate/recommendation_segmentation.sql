{#-
    The one segmentation that items are recommended by: the var, else the first whose
    objective is product_recommendations, else the first, those of all customers before those of a
    part. None when recommendations are
    switched off.
-#}
{% macro recommendation_segmentation() %}
    {% if var("recommendations_per_customer") | int == 0 %} {{ return(none) }} {% endif %}
    {% set entries = customer_segmentation.segmentations() %}
    {% set fitting = entries | selectattr("objective", "equalto", "product_recommendations") | list %}
    {% set of_all = (fitting + entries) | rejectattr("population", "defined") | list %}
    {% set first = (of_all + fitting + entries) | map(attribute="name") | first %}
    {{ return(var("recommendation_segmentation") or first) }}
{% endmacro %}
