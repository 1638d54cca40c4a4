{{ config(materialized="view") }}
{{ customer_segmentation.staged_rows("events", {
    "occurred_date": "cast(occurred_at as date)",
}) }}
