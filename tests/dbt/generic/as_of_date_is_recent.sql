{#-
    The current as-of date, taken from the orders, is not long before the day of the run: it would
    be where orders stopped to arrive, or where all newer ones were rejected.
-#}
{% test as_of_date_is_recent(model) %}
    select
        as_of_date,
        {{ customer_segmentation.run_date() }} as run_date,
        {{ dbt.datediff("as_of_date", customer_segmentation.run_date(), "day") }}
        as days,
        'load newer orders, or set the var as_of_date where the data end on purpose'
        as remedy
    from {{ model }}
    where
        is_current
        and {{ dbt.datediff("as_of_date", customer_segmentation.run_date(), "day") }}
        > {{ var("max_days_since_newest_row") }}
{% endtest %}
