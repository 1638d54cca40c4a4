{#- A select that puts every row of `rfm_group_scores` into its named RFM group. -#}
{% macro score_rfm() %}
    select
        rfm_scores.customer_id,
        rfm_scores.as_of_date,
        rfm_cells.segment_id,
        {{ customer_segmentation.double_literal(1) }} as confidence,
        cast(null as {{ customer_segmentation.type_double() }}) as distance,
        cast(null as {{ dbt.type_int() }}) as runner_up_segment_id,
        cast(null as {{ dbt.type_int() }}) as model_version
    from {{ ref("rfm_group_scores") }} as rfm_scores
    inner join
        {{ ref("rfm_cells") }} as rfm_cells
        on coalesce(rfm_scores.recency_score, -1) = coalesce(rfm_cells.recency_score, -1)
        and coalesce(rfm_scores.value_score, -1) = coalesce(rfm_cells.value_score, -1)
{% endmacro %}
