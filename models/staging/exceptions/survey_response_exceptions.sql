{% set columns = [
    "response_id",
    "customer_id",
    "responded_at",
    "survey_type",
    "score",
] %}

with
    survey_responses as (select * from {{ ref("base_engagement__survey_responses") }}),

    current_date_of_run as (
        select as_of_date from {{ ref("as_of_dates") }} where is_current
    ),

    known_customers as (select * from {{ ref("known_customers") }}),

    repeated_keys as (
        {{
            customer_segmentation.repeated_keys(
                ref("base_engagement__survey_responses"), "response_id"
            )
        }}
    ),

    checked as (
        select
            {{ customer_segmentation.columns_of("survey_responses", columns + ["invalid_column", "invalid_value"]) }},
            case
                when survey_responses.response_id is null
                then 'no response_id'
                when survey_responses.customer_id is null
                then 'no customer_id'
                when survey_responses.invalid_column is not null
                then
                    'unreadable ' || survey_responses.invalid_column
                    {{ customer_segmentation.when_date_is_wrong("responded_at") }}
                    {{ customer_segmentation.when_code_is_unknown("survey_type") }}
                when survey_type = 'nps' and score not between 0 and 10
                then 'nps score not in 0 to 10'
                when survey_type = 'csat' and score not between 1 and 5
                then 'csat score not in 1 to 5'
            end as error,
            known_customers.customer_id is null as is_unknown_customer
        from survey_responses
        cross join current_date_of_run
        left join
            known_customers
            on survey_responses.customer_id = known_customers.customer_id
    ),

    suspects as (
        select *
        from checked
        where
            error is not null
            or is_unknown_customer
            or {{ customer_segmentation.key_hash("response_id") }}
            in (select key_hash from repeated_keys)
    ),

    survey_response_exceptions as (
        {{
            customer_segmentation.engagement_exceptions(
                "suspects", "response_id", "responded_at", columns
            )
        }}
    )

select *
from survey_response_exceptions
