{{ customer_segmentation.base_rows("customers") }}
