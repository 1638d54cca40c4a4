with
    raw_survey_responses as (
        {{ customer_segmentation.raw_select("survey_responses") }}
    ),

    cleaned as (
        select
            {{ customer_segmentation.clean_id("response_id") }} as response_id,
            {{ customer_segmentation.clean_id("customer_id") }} as customer_id,
            {{ customer_segmentation.clean_timestamp("responded_at") }} as responded_at,
            lower({{ customer_segmentation.clean_text("survey_type") }}) as survey_type,
            {{ customer_segmentation.clean_number("score") }} as score,
            responded_at as raw_responded_at,
            score as raw_score
        from raw_survey_responses
    ),

    survey_responses as (
        select
            response_id,
            customer_id,
            responded_at,
            cast(responded_at as date) as responded_date,
            {{
                customer_segmentation.standard_code(
                    "survey_type",
                    ["nps", "csat"],
                    {
                        "net promoter score": "nps",
                        "net_promoter_score": "nps",
                        "customer satisfaction": "csat",
                        "customer_satisfaction": "csat",
                        "satisfaction": "csat",
                    },
                )
            }} as survey_type,
            score,
            {{ customer_segmentation.invalid_column(["responded_at", "score"]) }}
            as invalid_column,
            {{ customer_segmentation.invalid_value(["responded_at", "score"]) }}
            as invalid_value
        from cleaned
    )

select *
from survey_responses
