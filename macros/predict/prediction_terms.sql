{#-
    What a forecast is made of: {name: expression} over the columns of customer_features that come
    from orders, and usual_pause_days, the shop's. Never null, on a logarithmic scale, so that no
    value carries the forecast away.
-#}
{% macro prediction_terms() %}
    {%- set is_buyer = "order_count > 0" -%}
    {%- set terms = {
        "is_buyer": "case when " ~ is_buyer ~ " then 1 else 0 end",
        "is_repeat_buyer": "case when order_count > 1 then 1 else 0 end",
        "log_recency": "case when " ~ is_buyer ~ " then ln(1 + recency_days) else 0 end",
        "log_age": "case when " ~ is_buyer ~ " then ln(1 + days_since_first_order) else 0 end",
        "log_prospect_age": "case when " ~ is_buyer ~ " then 0 else ln(1 + coalesce(tenure_days, 0)) end",
        "log_orders": "ln(1 + order_count)",
        "log_orders_90d": "ln(1 + order_count_90d)",
        "log_orders_365d": "ln(1 + order_count_365d)",
        "log_pauses_since_order": "case when " ~ is_buyer ~ " then ln(1 + recency_days / "
            ~ customer_segmentation.usual_pause() ~ ") else 0 end",
        "log_usual_pause": "case when " ~ is_buyer ~ " then ln(1 + "
            ~ customer_segmentation.usual_pause() ~ ") else 0 end",
        "log_order_value": "ln(1 + greatest(coalesce(average_order_value, 0), 0))",
        "log_spend_90d": "ln(1 + greatest(coalesce(spend_net_90d, 0), 0))",
        "log_spend_365d": "ln(1 + greatest(coalesce(spend_net_365d, 0), 0))",
    } -%}
    {{- return(terms) -}}
{% endmacro %}

{#-
    Days between a customer's purchases: the mean of the customer's own, drawn towards the shop's by
    two pauses.
-#}
{% macro usual_pause() -%}
    ((coalesce(order_gap_days_mean, 0) * greatest(order_count - 1, 0) + 2 * usual_pause_days)
    / (greatest(order_count - 1, 0) + 2))
{%- endmacro %}
