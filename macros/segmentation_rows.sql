{#- The segmentations of the vars as rows: segmentation, method, objective. -#}
{% macro segmentation_rows() %}
    {% for entry in customer_segmentation.segmentations() %}
        select
            {{ dbt.string_literal(entry.name) }} as segmentation,
            {{ dbt.string_literal(entry.method) }} as method,
            {{ dbt.string_literal(entry.objective | default("targeted_marketing")) }}
            as objective
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
{% endmacro %}
