{% set double = customer_segmentation.double_literal %}
{{ customer_segmentation.unequal_cases([
    (customer_segmentation.exponential(double(0)), double(1)),
    (customer_segmentation.exponential(double(-2000)) ~ " < " ~ double("1e-300"), "true"),
    (customer_segmentation.exponential(double(2000)) ~ " > " ~ double("1e300"), "true"),
    (customer_segmentation.exponential("cast(null as " ~ customer_segmentation.type_double() ~ ")"), "null"),
]) }}
