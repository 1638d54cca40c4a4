{{ customer_segmentation.base_rows("survey_responses") }}
