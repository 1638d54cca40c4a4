{#-
    Subjects that shifted, and nothing tells whether they do so every year: the history is too
    short or was interrupted, or they do not come from orders, as shares of segments.
-#}
{% test drift_without_season(model) %}
    select
        {{ customer_segmentation.drift_message() }} as what_moved,
        segmentation,
        subject_type,
        subject_name,
        from_as_of_date,
        to_as_of_date,
        psi,
        threshold
    from {{ model }}
    where {{ customer_segmentation.is_newest_drift(model) }} and year_ago_psi is null
{% endtest %}
