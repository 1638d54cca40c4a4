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
        season
    from {{ model }}
    where
        is_used
        and horizon_days = 90
        and abs(actual_total - forecast_total) > {{ max_miss }} * forecast_total
{% endtest %}
