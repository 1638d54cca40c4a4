{{ customer_segmentation.staged_rows("products", spelled=["category", "brand"]) }}
