-- depends_on: {{ ref('feature_catalog') }}
{% set catalog = customer_segmentation.table_rows(
    "feature_catalog", ["feature_name", "value_type"], "feature_name"
) %}
{% set numeric = catalog | rejectattr("value_type", "equalto", "categorical") | list %}
{% set populations = [
    {"segmentation": "", "condition": none}
] + customer_segmentation.populations() %}
with

    customer_features as (select * from {{ ref("customer_features_extended") }}),

    population_scales as (
        {% for population in populations %}
            select
                {{ customer_segmentation.text_literal(population.segmentation) }}
                as population_of
                {%- for feature in numeric %}
                    {%- set value = customer_segmentation.profile_value(feature) %},
                    {{ customer_segmentation.largest_size(value) }}
                    as scale_{{ loop.index }}
                {%- endfor %}
            from customer_features
            where
                is_current
                {{ "and (" ~ population.condition ~ ")" if population.condition }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    population_statistics as (
        {% for population in populations %}
            select
                population_scales.population_of
                {%- for feature in numeric %}
                    {%- set value = customer_segmentation.profile_value(feature) %}
                    {%- set scale = "population_scales.scale_" ~ loop.index %},
                    max({{ scale }}) as scale_{{ loop.index }},
                    {{ customer_segmentation.scaled_mean(value, scale) }}
                    as population_mean_{{ loop.index }},
                    {{ customer_segmentation.scaled_deviation(value, scale) }}
                    as population_stddev_{{ loop.index }}
                {%- endfor %}
            from customer_features
            inner join
                population_scales
                on population_scales.population_of
                = {{ customer_segmentation.text_literal(population.segmentation) }}
            where
                customer_features.is_current
                {{ "and (" ~ population.condition ~ ")" if population.condition }}
            group by population_scales.population_of
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from population_statistics
