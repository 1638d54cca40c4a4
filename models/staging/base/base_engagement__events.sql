{{ customer_segmentation.base_rows("events", {
    "occurred_date": "cast(occurred_at as date)",
}) }}
