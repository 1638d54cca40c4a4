{{ config(enabled=(var("survey_questions") or {}) != {}) }}
{% set questions = customer_segmentation.survey_questions() %}
{{ customer_segmentation.require_asked_questions(ref("stg_engagement__survey_responses")) }}

with

    survey_responses as (select * from {{ ref("stg_engagement__survey_responses") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    answers as (
        select
            customer_id,
            survey_type as question,
            responded_at,
            responded_date,
            response_id,
            score,
            case
                {% for question in questions if question.options %}
                    {% for condition, option in question.options.items() %}
                        when
                            survey_type
                            = {{ customer_segmentation.text_literal(question.name) }}
                            and {{ condition }}
                        then {{ customer_segmentation.text_literal(option) }}
                    {% endfor %}
                {% endfor %}
                when true
                then cast(null as {{ dbt.type_string() }})
            end as chosen_option
        from survey_responses
    ),

    answers_as_of as (
        select
            answers.customer_id,
            answers.question,
            answers.score,
            answers.chosen_option,
            as_of_dates.as_of_date,
            row_number() over (
                partition by
                    answers.customer_id, answers.question, as_of_dates.as_of_date
                order by answers.responded_at desc, answers.response_id desc
            ) as answer_rank
        from answers
        inner join as_of_dates on answers.responded_date < as_of_dates.as_of_date
        where
            (answers.score is not null or answers.chosen_option is not null)
            and answers.question in (
                {% for question in questions %}
                    {{ customer_segmentation.text_literal(question.name) }}
                    {{- "," if not loop.last }}
                {% endfor %}
            )
    ),

    feat_customers__answers as (
        select
            {% for question in questions %}
                {% set value = "score" if question.scale else "chosen_option" %}
                {% set is_asked = "question = " ~ customer_segmentation.text_literal(question.name) %}
                max(
                    case when {{ is_asked }} and answer_rank = 1 then {{ value }} end
                ) as {{ question.name }}_last,
                {% if question.scale %}
                    {{ customer_segmentation.ratio(
                        customer_segmentation.stable_sum("case when " ~ is_asked ~ " then score end"),
                        "count(case when " ~ is_asked ~ " then score end)",
                    ) }}
                    as {{ question.name }}_mean,
                {% endif %}
            {% endfor %}
            {{ customer_segmentation.ratio("count(distinct question)", questions | length) }}
            as answered_question_share,
            customer_id,
            as_of_date
        from answers_as_of
        group by customer_id, as_of_date
    )

select *
from feat_customers__answers
