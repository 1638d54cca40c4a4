{{ customer_segmentation.base_rows("survey_responses", {
    "responded_date": "cast(responded_at as date)",
}) }}
