{#-
    Subjects whose distribution shifted between the two newest as-of dates by more than the
    threshold, more than chance, and more than in the same season a year ago. Without a year to
    compare with, drift_without_season warns. Tenure is left out: it shifts as time passes. So is
    a shop with less than a year of orders: its yearly windows are still filling.
-#}
{% test no_unexplained_drift(model) %}
    select
        {{ customer_segmentation.drift_message() }} as what_moved,
        segmentation,
        subject_type,
        subject_name,
        from_as_of_date,
        to_as_of_date,
        psi,
        year_ago_psi,
        threshold
    from {{ model }}
    where
        {{ customer_segmentation.is_newest_drift(model) }} and year_ago_psi is not null
{% endtest %}
