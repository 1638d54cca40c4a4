-- depends_on: {{ ref('segment_model_rows') }}
{% set features = [] %}
{% if execute %}
    {% for column in adapter.get_columns_in_relation(ref("season_purchases")) %}
        {% do features.append(column.name) %}
    {% endfor %}
{% endif %}
{{ customer_segmentation.bin_counts(ref("season_purchases"), features) }}
