{{ config(materialized="view") }}

with
    survey_responses as (select * from {{ ref("base_engagement__survey_responses") }}),

    survey_response_exceptions as (
        select * from {{ ref("survey_response_exceptions") }}
    ),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    kept_survey_responses as (
        {{
            customer_segmentation.kept_rows(
                "survey_responses",
                "survey_response_exceptions",
                "response_id",
                [
                    "response_id",
                    "customer_id",
                    "responded_at",
                    "survey_type",
                    "score",
                ],
            )
        }}
    ),

    canonical_survey_responses as (
        select
            kept_survey_responses.response_id,
            coalesce(
                customer_aliases.canonical_customer_id,
                kept_survey_responses.customer_id
            ) as customer_id,
            kept_survey_responses.responded_at,
            cast(kept_survey_responses.responded_at as date) as responded_date,
            kept_survey_responses.survey_type,
            kept_survey_responses.score
        from kept_survey_responses
        left join
            customer_aliases
            on kept_survey_responses.customer_id = customer_aliases.customer_id
    )

select *
from canonical_survey_responses
