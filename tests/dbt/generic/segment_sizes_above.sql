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
        {{ min_share }} as threshold,
        'too few customers to act on: ask for fewer segments (n_segments), or accept it (min_segment_share, segment_size_severity: warn)'
        as remedy
    from {{ model }}
    where
        not is_outlier
        and segmentation in ({{ fitted | join(", ") if fitted else "''" }})
        and customer_share < {{ min_share }}
{% endtest %}
