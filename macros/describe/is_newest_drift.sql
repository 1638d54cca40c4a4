{#- Condition: a row of segment_drift says that a subject shifted to the newest as-of date. -#}
{% macro is_newest_drift(model) -%}
    rating = 'major'
    and history_days >= 365
    and to_as_of_date = (select max(to_as_of_date) from {{ model }})
    and subject_name not in (
        select feature_name
        from {{ ref("feature_catalog") }}
        where family = 'tenure'
    )
{%- endmacro %}
