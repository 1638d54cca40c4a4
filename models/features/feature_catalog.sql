-- depends_on: {{ ref('customer_features') }}
{% set columns = [
    "feature_name", "label", "role", "family", "transform", "impute", "value_type",
    "unit", "words_high", "words_low", "description",
] %}
with

    feature_catalog as (
        {% for feature in customer_segmentation.catalogued_features() %}
            select
                {% for column in columns %}
                    cast(
                        {{ dbt.string_literal(dbt.escape_single_quotes(feature[column])) if feature[column] is not none else "null" }}
                        as {{ dbt.type_string() }}
                    ) as {{ column }}
                    {% if not loop.last %},{% endif %}
                {% endfor %}
            union all
        {% endfor %}
        select
            {% for column in columns %}
                cast(null as {{ dbt.type_string() }}) as {{ column }}
                {% if not loop.last %},{% endif %}
            {% endfor %}
        where 1 = 0
    )

select *
from feature_catalog
