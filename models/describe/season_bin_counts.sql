-- depends_on: {{ ref('segment_model_rows') }}
{% set measures = [
    "recency_days", "days_since_first_order", "order_count", "order_count_90d",
    "order_count_365d", "spend_net", "spend_gross", "spend_net_90d", "spend_net_365d",
    "spend_net_change_90d", "average_order_value", "order_count_change_90d",
    "order_gap_days_mean", "order_gap_days_cv", "return_share",
] %}
{{ customer_segmentation.bin_counts(ref("season_purchases"), measures) }}
