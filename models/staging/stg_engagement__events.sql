{{ customer_segmentation.staged_rows("events") }}
