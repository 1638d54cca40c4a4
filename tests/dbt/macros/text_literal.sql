{{ customer_segmentation.unequal_cases([
    ("length(" ~ customer_segmentation.text_literal("won't ship") ~ ")", 10),
    ("length(" ~ customer_segmentation.text_literal("' or '1' = '1") ~ ")", 13),
    ("length(" ~ customer_segmentation.text_literal("back\\slash") ~ ")", 10),
    (customer_segmentation.text_literal(7), "'7'"),
    (customer_segmentation.text_literal(""), "''"),
]) }}
