{#-
    Segmentations in force that halves of the customers would not choose: each half that repeats the whole
    choice divides customers in another way. Segments that come back in resamples may be such ones.
-#}
{% test choice_is_found_again(model) %}
    select
        segmentation,
        value,
        threshold,
        rating,
        'halves of the customers, each choosing for itself, divide them in other ways: use the segments as one division of many, name algorithms and n_segments to keep it, or give features that tell customers apart'
        as remedy
    from {{ model }}
    where check_name = 'choice_agreement' and value < threshold
{% endtest %}
