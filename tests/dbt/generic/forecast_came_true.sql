{#-
    The total of the last period is within a share of what the rule in use would have forecast
    one period before it.
-#}
{% test forecast_came_true(model, max_miss) %}
    select
        rule,
        horizon_days,
        forecast_total,
        actual_total,
        {{ customer_segmentation.ratio(
            "actual_total - forecast_total", "forecast_total"
        ) }} as miss,
        season,
        'made a period ago in the same way, the forecast of the total would have missed by this share: plan with forecast_low and forecast_high of prediction_quality'
        as remedy
    from {{ model }}
    where
        is_used
        and horizon_days = 90
        and abs(actual_total - forecast_total) > {{ max_miss }} * forecast_total
{% endtest %}
