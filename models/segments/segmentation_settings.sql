with

    segmentation_settings as (
        {% for entry in customer_segmentation.segmentations() %}
            select
                {{ loop.index }} as position,
                {{ customer_segmentation.text_literal(entry.name) }} as segmentation,
                {{ customer_segmentation.text_literal(tojson(entry, sort_keys=true)) }}
                as settings
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from segmentation_settings
