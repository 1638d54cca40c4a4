-- depends_on: {{ ref('build_state') }}
{{ customer_segmentation.base_rows("orders", {
    "ordered_date": "cast(ordered_at as date)",
    "discount_amount": "abs(discount_amount)",
}) }}
