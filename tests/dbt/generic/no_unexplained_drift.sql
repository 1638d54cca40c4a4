{#-
    Subjects whose distribution shifted between the two newest as-of dates by more than the
    threshold and more than chance. Tenure is left out: it shifts as time passes. So is a
    shop with less than a year of orders: its yearly windows are still filling.
-#}
{% test no_unexplained_drift(model) %}
    select
        segmentation,
        subject_type,
        subject_name,
        from_as_of_date,
        to_as_of_date,
        psi,
        threshold
    from {{ model }}
    where
        rating = 'major'
        and history_days >= 365
        and to_as_of_date = (select max(to_as_of_date) from {{ model }})
        and subject_name not in (
            select feature_name
            from {{ ref("feature_catalog") }}
            where family = 'tenure'
        )
{% endtest %}
