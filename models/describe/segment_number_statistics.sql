-- depends_on: {{ ref('feature_catalog') }}
{% set catalog = customer_segmentation.table_rows(
    "feature_catalog", ["feature_name", "value_type", "measure"], "feature_name"
) %}
{% set numeric = catalog | rejectattr("value_type", "equalto", "categorical") | list %}
{% set double = customer_segmentation.type_double() %}
{% set rows = [] %}
{% for feature in numeric %}
    {% set number = loop.index | string %}
    {% set is_below = "mean_" ~ number ~ " < population_mean_" ~ number %}
    {% do rows.append({
        "feature_name": customer_segmentation.text_literal(feature.feature_name),
        "measure": customer_segmentation.text_literal(feature.measure),
        "coverage": customer_segmentation.ratio("values_" ~ number, "segment_customers"),
        "trait_members": "case when " ~ is_below ~ " then below_" ~ number ~ " else above_" ~ number ~ " end",
        "segment_mean": "mean_" ~ number,
        "segment_median": "cast(median_" ~ number ~ " as " ~ double ~ ")",
        "population_mean": "population_mean_" ~ number,
        "population_stddev": "population_stddev_" ~ number,
    }) %}
{% endfor %}
with

    profile_values as (select * from {{ ref("profile_values") }}),

    population as (select * from {{ ref("population_statistics") }}),

    segment_statistics as (
        select
            segmentation,
            segment_id,
            count(*) as segment_customers
            {%- for feature in numeric %}
                ,
                count({{ feature.feature_name }}) as values_{{ loop.index }},
                {{ customer_segmentation.scaled_mean(feature.feature_name, "population.scale_" ~ loop.index) }}
                as mean_{{ loop.index }},
                {{ customer_segmentation.quantile(feature.feature_name, 0.5) }}
                as median_{{ loop.index }},
                count(
                    case
                        when
                            {{ feature.feature_name }}
                            > population.population_mean_{{ loop.index }}
                        then 1
                    end
                ) as above_{{ loop.index }},
                count(
                    case
                        when
                            {{ feature.feature_name }}
                            < population.population_mean_{{ loop.index }}
                        then 1
                    end
                ) as below_{{ loop.index }}
            {%- endfor %}
        from profile_values
        inner join
            population
            on population.population_of
            = {{ customer_segmentation.population_of("profile_values") }}
        group by segmentation, segment_id
    ),

    segment_number_statistics as (
        {{ customer_segmentation.unpivoted(
            "segment_statistics inner join population on population.population_of = "
            ~ customer_segmentation.population_of("segment_statistics"),
            rows,
            {
                "segmentation": dbt.type_string(),
                "segment_id": dbt.type_int(),
                "feature_name": dbt.type_string(),
                "measure": dbt.type_string(),
                "coverage": double,
                "segment_customers": dbt.type_bigint(),
                "trait_members": dbt.type_bigint(),
                "segment_mean": double,
                "segment_median": double,
                "population_mean": double,
                "population_stddev": double,
            },
        ) }}
    )

select *
from segment_number_statistics
