{% set instant = customer_segmentation.type_instant() %}
{{ customer_segmentation.unequal_cases([
    (
        customer_segmentation.in_time_zone("cast('2023-06-30 22:30:00+00' as " ~ instant ~ ")", "Europe/Berlin"),
        "cast('2023-07-01 00:30:00' as timestamp)",
    ),
    (
        customer_segmentation.in_time_zone("cast('2023-01-01 10:00:00+05:30' as " ~ instant ~ ")", "UTC"),
        "cast('2023-01-01 04:30:00' as timestamp)",
    ),
]) }}
