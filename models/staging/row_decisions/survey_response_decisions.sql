{{ customer_segmentation.engagement_decisions("survey_responses") }}
