{#- The segmentations of the vars as rows: segmentation, method, objective. -#}
{% macro segmentation_rows() %}
    {% for entry in customer_segmentation.segmentations() %}
        select
            {{ customer_segmentation.text_literal(entry.name) }} as segmentation,
            {{ customer_segmentation.text_literal(entry.method) }} as method,
            {{ customer_segmentation.text_literal(entry.objective) }}
            as objective
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
{% endmacro %}
