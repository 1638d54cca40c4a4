{#-
    The entries of the var `segmentations`, as a list of dicts. Checked on every use: models
    read them while the project is parsed, before any hook runs.
-#}
{% macro segmentations(method=none) %}
    {% do customer_segmentation.validate_segmentations() %}
    {% set found = [] %}
    {% for entry in var("segmentations") %}
        {% if method is none or entry.method == method %}
            {% do found.append(entry) %}
        {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
