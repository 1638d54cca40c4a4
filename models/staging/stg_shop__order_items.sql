{{ customer_segmentation.staged_rows("order_items", {
    "quantity": "coalesce(quantity, 1)",
    "discount_amount": "coalesce(discount_amount, 0)",
    "line_amount": "coalesce(quantity, 1) * unit_price
        - case when quantity < 0 then -1 else 1 end * coalesce(discount_amount, 0)",
}) }}
