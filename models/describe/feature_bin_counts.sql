-- depends_on: {{ ref('segment_model_rows') }}
-- Bins are fixed by the customers that the champion was fitted on. One scan counts
-- them all; customers in no bin (nulls, rare levels) are bin -1.
{% set bins = customer_segmentation.table_rows(
    "segment_model_rows",
    ["segmentation", "feature_name", "bin", "category", "lower_bound", "upper_bound"],
    "segmentation, feature_name, bin",
    "kind = 'bin'",
) %}
with

    customer_features as (select * from {{ ref("customer_features") }}),

    counted as (
        select
            as_of_date,
            count(*) as population
            {%- for row in bins %}
                ,
                sum(
                    case
                        when {{ customer_segmentation.bin_condition(row) }}
                        then 1
                        else 0
                    end
                ) as bin_{{ loop.index }}
            {%- endfor %}
        from customer_features
        group by as_of_date
    ),

    inside as (
        {% for row in bins %}
            select
                {{ customer_segmentation.text_literal(row.segmentation) }}
                as segmentation,
                {{ customer_segmentation.text_literal(row.feature_name) }}
                as feature_name,
                cast({{ row.bin }} as {{ dbt.type_int() }}) as bin,
                as_of_date,
                population,
                bin_{{ loop.index }} as customers
            from counted
            union all
        {% endfor %}
        {{ customer_segmentation.empty_select({
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

    feature_bin_counts as (
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
from feature_bin_counts
