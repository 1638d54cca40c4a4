-- depends_on: {{ ref('feature_catalog') }}
{% set catalog = customer_segmentation.table_rows(
    "feature_catalog", ["feature_name", "value_type", "measure", "role"], "feature_name"
) %}
{% set numeric = catalog | rejectattr("value_type", "equalto", "categorical") | list %}
{% set categorical = catalog | selectattr("value_type", "equalto", "categorical") | list %}
with

    customer_features as (select * from {{ ref("customer_features") }}),

    customer_segments as (select * from {{ ref("customer_segments") }}),

    values_of_customers as (
        select
            customer_id
            {%- for feature in catalog %}
                ,
                {{ customer_segmentation.profile_value(feature) }}
                as {{ feature.feature_name }}
            {%- endfor %}
        from customer_features
        where is_current
    ),

    members as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            values_of_customers.*
        from customer_segments
        inner join
            values_of_customers
            on customer_segments.customer_id = values_of_customers.customer_id
    ),

    -- Narrow, because it is read once per column: DuckDB copies rows to each reader.
    member_levels as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id
            {%- for feature in categorical %}
                , values_of_customers.{{ feature.feature_name }}
            {%- endfor %}
        from customer_segments
        inner join
            values_of_customers
            on customer_segments.customer_id = values_of_customers.customer_id
    ),

    population as (
        select
            count(*) as customers
            {%- for feature in numeric %}
                ,
                avg({{ feature.feature_name }}) as mean_{{ loop.index }},
                stddev_pop({{ feature.feature_name }}) as stddev_{{ loop.index }}
            {%- endfor %}
        from values_of_customers
    ),

    segment_statistics as (
        select
            segmentation,
            segment_id,
            count(*) as customers
            {%- for feature in numeric %}
                ,
                count({{ feature.feature_name }}) as values_{{ loop.index }},
                avg({{ feature.feature_name }}) as mean_{{ loop.index }},
                {{ customer_segmentation.quantile(feature.feature_name, 0.5) }}
                as median_{{ loop.index }}
            {%- endfor %}
        from members
        group by segmentation, segment_id
    ),

    profiled as (
        {% for feature in numeric %}
            select
                segment_statistics.segmentation,
                segment_statistics.segment_id,
                {{ customer_segmentation.text_literal(feature.feature_name) }}
                as feature_name,
                {{ customer_segmentation.text_literal(feature.feature_name) }}
                as base_feature,
                {{ customer_segmentation.text_literal(feature.measure) }} as measure,
                {{ customer_segmentation.ratio(
                    "segment_statistics.values_" ~ loop.index, "segment_statistics.customers"
                ) }}
                as coverage,
                segment_statistics.mean_{{ loop.index }} as segment_mean,
                cast(
                    segment_statistics.median_{{ loop.index }}
                    as {{ customer_segmentation.type_double() }}
                ) as segment_median,
                population.mean_{{ loop.index }} as population_mean,
                population.stddev_{{ loop.index }} as population_stddev
            from segment_statistics
            cross join population
            union all
        {% endfor %}
        {{ customer_segmentation.level_shares(categorical) }}
    ),

    segment_feature_statistics as (
        select
            segmentation,
            segment_id,
            feature_name,
            base_feature,
            measure,
            coverage,
            segment_mean,
            segment_median,
            population_mean,
            population_stddev,
            case
                when population_stddev > 0
                then (segment_mean - population_mean) / population_stddev
            end as standardized_difference,
            case
                when population_mean > 0 and segment_mean >= 0
                then segment_mean / population_mean
            end as lift
        from profiled
        where segment_mean is not null
    )

select *
from segment_feature_statistics
