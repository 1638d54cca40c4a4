-- depends_on: {{ ref('customer_features') }}
{% set columns = [
    "feature_name", "label", "measure", "role", "family", "transform", "impute", "value_type",
    "unit", "words_high", "words_low", "description",
] %}
{% set types = {} %}
{% for column in columns %} {% do types.update({column: dbt.type_string()}) %} {% endfor %}
with

    feature_catalog as (
        {% for feature in customer_segmentation.catalogued_features() %}
            select
                {% for column in columns %}
                    cast(
                        {{ "null" if feature[column] is none else customer_segmentation.text_literal(feature[column]) }}
                        as {{ dbt.type_string() }}
                    ) as {{ column }}
                    {% if not loop.last %},{% endif %}
                {% endfor %}
            union all
        {% endfor %}
        {{ customer_segmentation.empty_select(types) }}
    )

select *
from feature_catalog
