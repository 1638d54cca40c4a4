{{ config(materialized="view") }}
{% do customer_segmentation.warn_of_unknown_questions(ref("survey_response_decisions")) %}
{{ customer_segmentation.staged_rows("survey_responses", {
    "responded_date": "cast(responded_at as date)",
}) }}
