{{ customer_segmentation.engagement_decisions("events") }}
