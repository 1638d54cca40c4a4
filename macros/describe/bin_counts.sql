{#-
    Customers per bin of the champions and as-of date. One scan counts all bins; customers in no bin
    (nulls, rare levels) are bin -1. The calling model depends on segment_model_rows.

    Of a segmentation of part of the customers those count whom its population holds for.

    Arguments:
        customers: a relation with as_of_date and the features.
        features: those to count; all by default.
-#}
{% macro bin_counts(customers, features=none) %}
    {% set condition = "kind = 'bin'" %}
    {% if features is not none %}
        {% set condition = condition ~ " and feature_name in ('" ~ features | join("', '") ~ "')" %}
    {% endif %}
    {% set bins = customer_segmentation.table_rows(
        "segment_model_rows",
        ["segmentation", "feature_name", "bin", "category", "lower_bound", "upper_bound"],
        "segmentation, feature_name, bin",
        condition,
    ) %}
    {% set conditions = {} %}
    {% for population in customer_segmentation.populations() %}
        {% do conditions.update({population.segmentation: population.condition}) %}
    {% endfor %}
    {% if features is not none %} {% set bins = bins | rejectattr("segmentation", "in", conditions) | list %} {% endif %}
    {% set rows = [] %}
    {% for row in bins %}
        {% do rows.append({
            "segmentation": customer_segmentation.text_literal(row.segmentation),
            "feature_name": customer_segmentation.text_literal(row.feature_name),
            "bin": "cast(" ~ row.bin ~ " as " ~ dbt.type_int() ~ ")",
            "population": "population_of_" ~ row.segmentation if row.segmentation in conditions else "population",
            "customers": "bin_" ~ loop.index,
        }) %}
    {% endfor %}
    with

        counted as (
            select
                as_of_date,
                count(*) as population
                {%- for name, condition in conditions.items() if features is none %}
                    , count(case when {{ condition }} then 1 end) as population_of_{{ name }}
                {%- endfor %}
                {%- for row in bins %}
                    ,
                    sum(
                        case
                            when
                                {{ customer_segmentation.bin_condition(row) }}
                                {{ "and (" ~ conditions[row.segmentation] ~ ")" if row.segmentation in conditions }}
                            then 1
                            else 0
                        end
                    ) as bin_{{ loop.index }}
                {%- endfor %}
            from {{ customers }}
            group by as_of_date
        ),

        inside as (
            {{ customer_segmentation.unpivoted("counted", rows, {
                "segmentation": dbt.type_string(),
                "feature_name": dbt.type_string(),
                "bin": dbt.type_int(),
                "as_of_date": "date",
                "population": dbt.type_bigint(),
                "customers": dbt.type_bigint(),
            }) }}
        ),

        outside as (
            select
                segmentation,
                feature_name,
                -1 as bin,
                as_of_date,
                max(population) - sum(customers) as customers
            from inside
            group by segmentation, feature_name, as_of_date
        ),

        bin_counts as (
            select
                segmentation,
                feature_name,
                bin,
                as_of_date,
                cast(customers as {{ customer_segmentation.type_double() }}) as customers
            from inside
            union all
            select
                segmentation,
                feature_name,
                bin,
                as_of_date,
                cast(customers as {{ customer_segmentation.type_double() }}) as customers
            from outside
        )

    select *
    from bin_counts
{% endmacro %}
