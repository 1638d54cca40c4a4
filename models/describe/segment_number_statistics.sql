-- depends_on: {{ ref('feature_catalog') }}
{% set catalog = customer_segmentation.table_rows(
    "feature_catalog", ["feature_name", "value_type", "measure"], "feature_name"
) %}
{% set numeric = catalog | rejectattr("value_type", "equalto", "categorical") | list %}
{% set double = customer_segmentation.type_double() %}
with

    profile_values as (select * from {{ ref("profile_values") }}),

    customer_features as (select * from {{ ref("customer_features_extended") }}),

    -- Of a segmentation of part of the customers, these are what its segments are held
    -- against.
    population as (
        {% for population in [{"segmentation": "", "condition": none}] + customer_segmentation.populations() %}
            select
                {{ customer_segmentation.text_literal(population.segmentation) }}
                as population_of,
                count(*) as customers
                {%- for feature in numeric %}
                    {%- set value = customer_segmentation.profile_value(feature) %},
                    avg({{ value }}) as mean_{{ loop.index }},
                    stddev_pop({{ value }}) as stddev_{{ loop.index }}
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

    segment_statistics as (
        select
            segmentation,
            segment_id,
            count(*) as segment_customers
            {%- for feature in numeric %}
                ,
                count({{ feature.feature_name }}) as values_{{ loop.index }},
                avg({{ feature.feature_name }}) as mean_{{ loop.index }},
                {{ customer_segmentation.quantile(feature.feature_name, 0.5) }}
                as median_{{ loop.index }},
                count(
                    case
                        when
                            {{ feature.feature_name }}
                            > population.mean_{{ loop.index }}
                        then 1
                    end
                ) as above_{{ loop.index }},
                count(
                    case
                        when
                            {{ feature.feature_name }}
                            < population.mean_{{ loop.index }}
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
        {% for feature in numeric %}
            select
                segment_statistics.segmentation,
                segment_statistics.segment_id,
                {{ customer_segmentation.text_literal(feature.feature_name) }}
                as feature_name,
                {{ customer_segmentation.text_literal(feature.measure) }} as measure,
                {{ customer_segmentation.ratio(
                    "segment_statistics.values_" ~ loop.index,
                    "segment_statistics.segment_customers",
                ) }} as coverage,
                segment_statistics.segment_customers,
                case
                    when
                        segment_statistics.mean_{{ loop.index }}
                        < population.mean_{{ loop.index }}
                    then segment_statistics.below_{{ loop.index }}
                    else segment_statistics.above_{{ loop.index }}
                end as trait_members,
                segment_statistics.mean_{{ loop.index }} as segment_mean,
                cast(
                    segment_statistics.median_{{ loop.index }} as {{ double }}
                ) as segment_median,
                population.mean_{{ loop.index }} as population_mean,
                population.stddev_{{ loop.index }} as population_stddev
            from segment_statistics
            inner join
                population
                on population.population_of
                = {{ customer_segmentation.population_of("segment_statistics") }}
            union all
        {% endfor %}
        {{ customer_segmentation.empty_select({
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
        }) }}
    )

select *
from segment_number_statistics
