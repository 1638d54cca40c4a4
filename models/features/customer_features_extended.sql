{% set own_models = customer_segmentation.feature_models() + (
    customer_segmentation.own_column_nodes() | map(attribute="name") | list
) %}
{{ config(materialized="table" if own_models else "view") }}
{% for name in own_models %}
-- depends_on: {{ ref(name) }}
{% endfor %}
{% set own = customer_segmentation.feature_nodes()[1:] %}
with

    customer_features as (select * from {{ ref("customer_features") }}),

    {% for model in own %}
        {{ model.name }} as (select * from {{ ref(model.name) }}),
    {% endfor %}

    customer_features_extended as (
        select
            {{ customer_segmentation.columns_of(
                "customer_features",
                customer_segmentation.mart_features("customer_features"),
            ) }}
            {%- for model in own %}
                {%- for column in model.columns.values() if column.meta.get("segmentation") %}
                    , {{ model.name }}.{{ column.name }}
                {%- endfor %}
            {%- endfor %}
        from customer_features
        {% for model in own %}
            left join
                {{ model.name }}
                on customer_features.customer_id
                = cast({{ model.name }}.customer_id as {{ dbt.type_string() }})
                {% if "as_of_date" in model.columns %}
                    and customer_features.as_of_date
                    = cast({{ model.name }}.as_of_date as date)
                {% endif %}
        {% endfor %}
    )

select *
from customer_features_extended
