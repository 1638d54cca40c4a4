-- depends_on: {{ ref('build_state') }}
{{ customer_segmentation.base_rows("orders", {
    "discount_amount": "abs(discount_amount)",
}) }}
