{#-
    What a forecast is made of: {name: expression} over the columns of customer_features that come
    from orders, and the shop's usual_pause_days and usual_order_value. Never null, on a logarithmic
    scale, so that no value carries the forecast away. Totals of a year are paces of 90 days, so that a
    longer history alone changes none.
-#}
{% macro prediction_terms() %}
    {%- set pace = "* " ~ customer_segmentation.double_literal(90) ~ " / greatest(least(days_since_first_order, 365), 90)" -%}
    {%- set order_pace = "order_count_365d " ~ pace -%}
    {%- set spend_pace = "greatest(coalesce(spend_net_365d, 0), 0) " ~ pace -%}
    {%- set logs = {
        "log_recency": "recency_days",
        "log_age": "days_since_first_order",
        "log_pauses_since_order": "recency_days / " ~ customer_segmentation.usual_pause(),
        "log_usual_pause": customer_segmentation.usual_pause(),
        "log_order_count": "order_count",
        "log_order_count_90d": "order_count_90d",
        "log_orders": "(order_count_90d + " ~ order_pace ~ ") / 2",
        "log_order_pace": order_pace,
        "log_order_value": customer_segmentation.usual_order_value(),
        "log_spend": "(greatest(coalesce(spend_net_90d, 0), 0) + " ~ spend_pace ~ ") / 2",
        "log_spend_pace": spend_pace,
    } -%}
    {%- set terms = {
        "is_buyer": "case when order_count > 0 then 1 else 0 end",
        "is_repeat_buyer": "case when order_count > 1 then 1 else 0 end",
        "log_prospect_age": "case when order_count > 0 then 0 else ln(1 + coalesce(tenure_days, 0)) end",
    } -%}
    {%- for days in [90, 180] -%}
        {%- do terms.update({
            "bought_year_ago_" ~ days ~ "d": "case when orders_year_ago_" ~ days ~ "d > 0 then 1 else 0 end"
        }) -%}
    {%- endfor -%}
    {%- for name, expression in logs.items() -%}
        {%- do terms.update({name: "case when order_count > 0 then ln(1 + " ~ expression ~ ") else 0 end"}) -%}
    {%- endfor -%}
    {{- return(terms) -}}
{% endmacro %}

{#- The columns of a step, with the terms made of them. -#}
{% macro with_prediction_terms(histories) %}
    select
        {{ histories }}.*,
        {% for name, expression in customer_segmentation.prediction_terms().items() %}
            cast(
                {{ expression }} as {{ customer_segmentation.type_double() }}
            ) as {{ name }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ histories }}
{% endmacro %}

{#-
    Days between a customer's purchases: the mean of the customer's own, drawn towards the shop's by
    two pauses.
-#}
{% macro usual_pause() -%}
    ((coalesce(order_gap_days_mean, 0) * greatest(order_count - 1, 0) + 2 * usual_pause_days)
    / (greatest(order_count - 1, 0) + 2))
{%- endmacro %}

{#- Money per purchase, drawn towards the shop's by two purchases. -#}
{% macro usual_order_value() -%}
    ((greatest(coalesce(average_order_value, 0), 0) * order_count + 2 * usual_order_value)
    / (order_count + 2))
{%- endmacro %}
