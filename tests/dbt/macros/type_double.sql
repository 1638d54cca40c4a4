-- A 32-bit float keeps seven digits, a decimal more than sixteen.
{% set double = customer_segmentation.type_double() %}
{{ customer_segmentation.unequal_cases([
    ("cast(16777217 as " ~ double ~ ") - 16777216", 1),
    ("cast(9007199254740993 as " ~ double ~ ")", "cast(9007199254740992 as " ~ double ~ ")"),
]) }}
