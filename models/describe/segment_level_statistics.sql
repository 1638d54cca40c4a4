-- depends_on: {{ ref('feature_catalog') }}
-- Levels held by less than 1 % of all customers, or by a handful, are left out.
{% set catalog = customer_segmentation.table_rows(
    "feature_catalog", ["feature_name", "value_type", "measure"], "feature_name"
) %}
{% set categorical = catalog | selectattr("value_type", "equalto", "categorical") | list %}
with

    profile_values as (select * from {{ ref("profile_values") }}),

    segment_sizes as (select * from {{ ref("segment_sizes") }}),

    -- Narrow, because it is read once per column: DuckDB copies rows to each reader.
    members as (
        select
            segmentation,
            segment_id
            {%- for feature in categorical %}, {{ feature.feature_name }} {%- endfor %}
        from profile_values
    ),

    counts as (
        {% for feature in categorical %}
            select
                segmentation,
                segment_id,
                {{ customer_segmentation.text_literal(feature.feature_name) }}
                as base_feature,
                {{ customer_segmentation.text_literal(feature.measure) }} as measure,
                {{ feature.feature_name }} as level_name,
                count(*) as customers
            from members
            where {{ feature.feature_name }} is not null
            group by segmentation, segment_id, {{ feature.feature_name }}
            union all
        {% endfor %}
        {{ customer_segmentation.empty_select({
            "segmentation": dbt.type_string(),
            "segment_id": dbt.type_int(),
            "base_feature": dbt.type_string(),
            "measure": dbt.type_string(),
            "level_name": dbt.type_string(),
            "customers": dbt.type_bigint(),
        }) }}
    ),

    levels as (
        select
            counts.segmentation,
            counts.base_feature,
            counts.measure,
            counts.level_name,
            {{ customer_segmentation.ratio(
                "sum(counts.customers)", "max(population.customers)"
            ) }} as share
        from counts
        inner join
            (
                select segmentation, sum(customer_count) as customers
                from segment_sizes
                group by segmentation
            ) as population
            on counts.segmentation = population.segmentation
        group by
            counts.segmentation, counts.base_feature, counts.measure, counts.level_name
        having
            sum(counts.customers) >= 0.01 * max(population.customers)
            and sum(counts.customers) >= {{ var("min_cell_customers") }}
    ),

    segment_level_statistics as (
        select
            segment_sizes.segmentation,
            segment_sizes.segment_id,
            levels.base_feature,
            {{ dbt.concat(["levels.base_feature", "'='", "levels.level_name"]) }}
            as feature_name,
            levels.measure,
            {{ customer_segmentation.double_literal(1) }} as coverage,
            segment_sizes.customer_count as segment_customers,
            case
                when
                    coalesce(counts.customers, 0)
                    < levels.share * segment_sizes.customer_count
                then segment_sizes.customer_count - coalesce(counts.customers, 0)
                else coalesce(counts.customers, 0)
            end as trait_members,
            {{ customer_segmentation.ratio(
                "coalesce(counts.customers, 0)", "segment_sizes.customer_count"
            ) }} as segment_mean,
            cast(null as {{ customer_segmentation.type_double() }}) as segment_median,
            levels.share as population_mean,
            sqrt(levels.share * (1 - levels.share)) as population_stddev
        from segment_sizes
        inner join levels on segment_sizes.segmentation = levels.segmentation
        left join
            counts
            on segment_sizes.segmentation = counts.segmentation
            and segment_sizes.segment_id = counts.segment_id
            and levels.base_feature = counts.base_feature
            and levels.level_name = counts.level_name
        where segment_sizes.customer_count > 0
    )

select *
from segment_level_statistics
