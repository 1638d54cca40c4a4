{#-
    Shares of the levels of categorical features per segment, one row per level named
    `<feature>=<level>`; levels held by less than 1 % of all customers are left out.
    Reads the CTEs `member_levels`, `segment_statistics`, `population` and
    `values_of_customers` of the model.
-#}
{% macro level_shares(categorical) %}
    {% for feature in categorical %}
        {% set column = feature.feature_name %}
        select
            segments.segmentation,
            segments.segment_id,
            {{ dbt.concat([customer_segmentation.text_literal(column ~ "="), "levels.level_name"]) }}
            as feature_name,
            {{ customer_segmentation.text_literal(column) }} as base_feature,
            {{ customer_segmentation.text_literal(feature.measure) }} as measure,
            {{ customer_segmentation.double_literal(1) }} as coverage,
            coalesce(counted.customers, 0) / cast(
                segments.customers as {{ customer_segmentation.type_double() }}
            ) as segment_mean,
            cast(null as {{ customer_segmentation.type_double() }}) as segment_median,
            levels.share as population_mean,
            sqrt(levels.share * (1 - levels.share)) as population_stddev
        from segment_statistics as segments
        cross join
            (
                select
                    {{ column }} as level_name,
                    count(*) / cast(
                        max(
                            population.customers
                        ) as {{ customer_segmentation.type_double() }}
                    ) as share
                from values_of_customers
                cross join population
                where {{ column }} is not null
                group by {{ column }}
                having count(*) >= 0.01 * max(population.customers)
            ) as levels
        left join
            (
                select
                    segmentation,
                    segment_id,
                    {{ column }} as level_name,
                    count(*) as customers
                from member_levels
                group by segmentation, segment_id, {{ column }}
            ) as counted
            on segments.segmentation = counted.segmentation
            and segments.segment_id = counted.segment_id
            and levels.level_name = counted.level_name
        union all
    {% endfor %}
    {{ customer_segmentation.empty_select({
        "segmentation": dbt.type_string(),
        "segment_id": dbt.type_int(),
        "feature_name": dbt.type_string(),
        "base_feature": dbt.type_string(),
        "measure": dbt.type_string(),
        "coverage": customer_segmentation.type_double(),
        "segment_mean": customer_segmentation.type_double(),
        "segment_median": customer_segmentation.type_double(),
        "population_mean": customer_segmentation.type_double(),
        "population_stddev": customer_segmentation.type_double(),
    }) }}
{% endmacro %}
