{% set double = customer_segmentation.double_literal %}
{{ customer_segmentation.unequal_cases([
    (customer_segmentation.rounded(double("12.5")), double(13)),
    (customer_segmentation.rounded(double("13.5")), double(14)),
    (customer_segmentation.rounded(double("-12.5")), double(-13)),
    (customer_segmentation.rounded(double("1.23456"), 3), double("1.235")),
    (customer_segmentation.rounded(double("2e15") ~ " / 3", 0), double("666666666666667")),
    (customer_segmentation.rounded("cast(null as " ~ customer_segmentation.type_double() ~ ")", 2), "null"),
]) }}
