{#-
    Segments whose mean bootstrap Jaccard similarity is too low to be trusted (Hennig 2007).
    The test waits for `segments`: when it fails, the tables that describe are there to be
    read, and those that act on segments are not built.
-#}
{% test segments_can_be_trusted(model, min_jaccard) %}
    -- depends_on: {{ ref('segments') }}
    select
        segmentation,
        segment_id,
        check_name,
        value,
        {{ min_jaccard }} as threshold,
        rating,
        'other customers would have made another segment of these: ask for fewer segments (n_segments), choose other families, or accept it (stability_severity: warn)'
        as remedy
    from {{ model }}
    where check_name = 'bootstrap_jaccard' and value < {{ min_jaccard }}
{% endtest %}
