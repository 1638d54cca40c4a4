{#- Segments of the fitted segmentations that are too small to act on. -#}
{% test segment_sizes_above(model, min_share) %}
    {% set fitted = [] %}
    {% for entry in customer_segmentation.segmentations("clusters") %}
        {% do fitted.append(customer_segmentation.text_literal(entry.name)) %}
    {% endfor %}
    select
        segmentation,
        segment_id,
        segment_name,
        customer_share,
        {{ min_share }} as threshold
    from {{ model }}
    where
        not is_outlier
        and segmentation in ({{ fitted | join(", ") if fitted else "''" }})
        and customer_share < {{ min_share }}
{% endtest %}
