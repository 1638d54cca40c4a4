{{ customer_segmentation.require_kept_orders(ref("base_shop__orders"), ref("order_decisions")) }}
{{ customer_segmentation.staged_rows("orders", {
    "status": "coalesce(status, 'completed')",
}) }}
