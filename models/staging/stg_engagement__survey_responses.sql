{{ config(materialized="view") }}

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
