with

    segment_moves as (select * from {{ ref("segment_moves") }}),

    segment_migrations as (
        select
            segmentation,
            {{ customer_segmentation.population_in_words("segmentation") }}
            as population,
            from_as_of_date,
            to_as_of_date,
            has_full_year,
            from_segment_id,
            from_segment_name,
            to_segment_id,
            to_segment_name,
            {% for figure in ["customer_count", "share_of_from"] %}
                case
                    when customer_count >= {{ var("min_cell_customers") }}
                    then {{ figure }}
                end as {{ figure }}{{ "," if not loop.last }}
            {% endfor %}
        from segment_moves
    )

select *
from segment_migrations
