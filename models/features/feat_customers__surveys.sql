with

    survey_responses as (select * from {{ ref("stg_engagement__survey_responses") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    responses_as_of as (
        select
            survey_responses.customer_id,
            survey_responses.survey_type,
            survey_responses.score,
            as_of_dates.as_of_date,
            row_number() over (
                partition by
                    survey_responses.customer_id,
                    survey_responses.survey_type,
                    as_of_dates.as_of_date
                order by
                    survey_responses.responded_at desc,
                    survey_responses.response_id desc
            ) as response_rank
        from survey_responses
        inner join
            as_of_dates on survey_responses.responded_date < as_of_dates.as_of_date
    ),

    feat_customers__surveys as (
        select
            customer_id,
            as_of_date,
            max(
                case when survey_type = 'nps' and response_rank = 1 then score end
            ) as nps_last,
            {{ customer_segmentation.ratio(
                customer_segmentation.stable_sum("case when survey_type = 'nps' then score end"),
                "count(case when survey_type = 'nps' then score end)",
            ) }}
            as nps_mean,
            max(
                case when survey_type = 'csat' and response_rank = 1 then score end
            ) as csat_last,
            {{ customer_segmentation.ratio(
                customer_segmentation.stable_sum("case when survey_type = 'csat' then score end"),
                "count(case when survey_type = 'csat' then score end)",
            ) }}
            as csat_mean
        from responses_as_of
        group by customer_id, as_of_date
    )

select *
from feat_customers__surveys
