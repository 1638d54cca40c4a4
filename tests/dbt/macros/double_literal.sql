{% set double = customer_segmentation.double_literal %}
{{ customer_segmentation.unequal_cases([
    (double("0.1") ~ " + " ~ double(0.2), double("0.30000000000000004")),
    (double(1) ~ " / 3 * 3", double("1")),
    ("3 - " ~ double(-2), double(5)),
    (double("1e-300") ~ " * 1e300", double(1)),
]) }}
