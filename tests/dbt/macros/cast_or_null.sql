{% set cast = customer_segmentation.cast_or_null %}
{{ customer_segmentation.unequal_cases([
    (cast("'12.5'", customer_segmentation.type_double()), customer_segmentation.double_literal("12.5")),
    (cast("'twelve'", customer_segmentation.type_double()), "null"),
    (cast("'2024-02-29'", "date"), "cast('2024-02-29' as date)"),
    (cast("'2023-02-29'", "date"), "null"),
]) }}
