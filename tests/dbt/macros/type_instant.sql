-- Two clocks, one instant.
{% set instant = customer_segmentation.type_instant() %}
{{ customer_segmentation.unequal_cases([
    ("cast('2023-06-30 22:30:00+00' as " ~ instant ~ ")", "cast('2023-07-01 00:30:00+02' as " ~ instant ~ ")"),
]) }}
