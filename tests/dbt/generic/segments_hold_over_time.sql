{#-
    Segmentations that a refit on the previous as-of date does not find again, and segments
    that lost most of their members since. RFM groups and rules are meant to be moved through: only fitted
    segmentations are judged, and only when the earlier date had a year of orders behind it.
    Waits for `segments`, as segments_can_be_trusted does.
-#}
{% test segments_hold_over_time(model) %}
    -- depends_on: {{ ref('segments') }}
    {% set fitted = [] %}
    {% for entry in customer_segmentation.segmentations("clusters") %}
        {% do fitted.append(customer_segmentation.text_literal(entry.name)) %}
    {% endfor %}
    select segmentation, segment_id, check_name, value, threshold, rating
    from {{ model }}
    where
        check_name in ('members_kept', 'previous_period_ari')
        and value < threshold
        and (select max(history_days) from {{ ref("segment_drift") }}) >= 365
        and segmentation in ({{ fitted | join(", ") if fitted else "''" }})
{% endtest %}
