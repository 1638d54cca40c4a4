{{ customer_segmentation.base_rows("events") }}
