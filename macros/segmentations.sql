{#- The entries of the var `segmentations`, as a list of dicts. -#}
{% macro segmentations(method=none) %}
    {% set found = [] %}
    {% for entry in var("segmentations") %}
        {% if method is none or entry.method == method %} {% do found.append(entry) %} {% endif %}
    {% endfor %}
    {{ return(found) }}
{% endmacro %}
