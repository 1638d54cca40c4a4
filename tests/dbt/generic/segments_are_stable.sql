{#- Segments whose mean bootstrap Jaccard similarity is too low to be trusted (Hennig 2007). -#}
{% test segments_are_stable(model, min_jaccard) %}
    select segmentation, segment_id, check_name, value, {{ min_jaccard }} as threshold, rating
    from {{ model }}
    where check_name = 'bootstrap_jaccard' and value < {{ min_jaccard }}
{% endtest %}
