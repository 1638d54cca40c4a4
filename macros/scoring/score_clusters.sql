{#-
    Scores of the champion of a fitted segmentation, by the SQL that the plugin wrote beside
    the model's rows. No rows before the first fit.
-#}
{% macro score_clusters(segmentation) %}
    {% set own = "segmentation = " ~ customer_segmentation.text_literal(segmentation) %}
    {% set champions = customer_segmentation.table_rows(
        "segment_model_rows",
        ["model_version", "scoring_sql"],
        "model_version",
        "kind = 'scoring' and " ~ own,
    ) %}
    {% if not champions %}
        {{ return(customer_segmentation.empty_select({
            "customer_id": dbt.type_string(),
            "as_of_date": "date",
            "segment_id": dbt.type_int(),
            "confidence": customer_segmentation.type_double(),
            "distance": customer_segmentation.type_double(),
            "runner_up_segment_id": dbt.type_int(),
            "model_version": dbt.type_int(),
        })) }}
    {% endif %}
    with
        customer_features as (select * from {{ ref("customer_features_extended") }}),
        prototypes as (
            select * from {{ ref("segment_model_prototypes") }} where {{ own }}
        )
    select
        scored.*,
        cast({{ champions[0].model_version }} as {{ dbt.type_int() }}) as model_version
    from (
        {{ champions[0].scoring_sql }}
    ) as scored
{% endmacro %}
