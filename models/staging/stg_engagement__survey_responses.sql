{{ config(materialized="view") }}
{% do customer_segmentation.warn_of_unknown_questions(ref("survey_response_decisions")) %}

with

    kept_survey_responses as (
        {{ customer_segmentation.kept_rows("survey_responses") }}
    ),

    survey_responses as (
        select
            {{ customer_segmentation.select_columns("survey_responses", {
                "responded_date": "cast(responded_at as date)",
            }) }}
        from kept_survey_responses
    )

select *
from survey_responses
