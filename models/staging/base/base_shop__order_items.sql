{{ customer_segmentation.base_rows("order_items", {
    "discount_amount": "abs(discount_amount)",
}) }}
