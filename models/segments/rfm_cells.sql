{{ config(materialized="view") }}
{% set own_cells = customer_segmentation.own_rfm_cells() %}
with

    rfm_groups as (select * from {{ ref("rfm_groups") }}),

    -- The groups of the var, if there are any; scores that nobody gave stay the seed's.
    rfm_cells as (
        select recency_score, value_score, segment_id, segment_name
        from rfm_groups
        {% if own_cells %} where recency_score is null or recency_score = 0 {% endif %}
        {% for cell in own_cells %}
            union all
            select
                {{ cell.recency_score }} as recency_score,
                {{ cell.value_score }} as value_score,
                {{ cell.segment_id }} as segment_id,
                {{ customer_segmentation.text_literal(cell.segment_name) }}
                as segment_name
        {% endfor %}
    )

select *
from rfm_cells
