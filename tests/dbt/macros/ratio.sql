{{ customer_segmentation.unequal_cases([
    (customer_segmentation.ratio("1", "4"), customer_segmentation.double_literal("0.25")),
    (customer_segmentation.ratio("1 + 1", "4"), customer_segmentation.double_literal("0.5")),
    (customer_segmentation.ratio("1", "2 + 2"), customer_segmentation.double_literal("0.25")),
    ("2 / " ~ customer_segmentation.ratio("1", "4"), customer_segmentation.double_literal(8)),
    (customer_segmentation.ratio("1", "0"), "null"),
    (customer_segmentation.ratio("null", "4"), "null"),
]) }}
