with

    segment_number_statistics as (select * from {{ ref("segment_number_statistics") }}),

    segment_level_statistics as (select * from {{ ref("segment_level_statistics") }}),

    profiled as (
        {% for table, base_feature in [
            ("segment_number_statistics", "feature_name"),
            ("segment_level_statistics", "base_feature"),
        ] %}
            select
                segmentation,
                segment_id,
                feature_name,
                {{ base_feature }} as base_feature,
                measure,
                coverage,
                segment_customers,
                trait_members,
                segment_mean,
                segment_median,
                population_mean,
                population_stddev
            from {{ table }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    segment_feature_statistics as (
        select
            *,
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
