{% do customer_segmentation.warn_of_unknown_questions(ref("survey_response_decisions")) %}
{{ customer_segmentation.staged_rows("survey_responses") }}
