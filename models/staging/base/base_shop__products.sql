{{ customer_segmentation.base_rows("products") }}
