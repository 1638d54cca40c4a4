{{ customer_segmentation.unequal_cases([
    (customer_segmentation.text_of(customer_segmentation.double_literal(-1)), "'-1.0'"),
    (customer_segmentation.text_of(customer_segmentation.double_literal("0.25")), "'0.25'"),
    (customer_segmentation.text_of(customer_segmentation.double_literal(20000000)), "'20000000.0'"),
    (customer_segmentation.text_of(customer_segmentation.double_literal("12345678.25")), "'12345678.25'"),
    (customer_segmentation.text_of("7"), "'7'"),
    (customer_segmentation.text_of("'7'"), "'7'"),
    (customer_segmentation.text_of("cast('2024-01-01 10:00:00' as " ~ dbt.type_timestamp() ~ ")"), "'2024-01-01 10:00:00'"),
    (customer_segmentation.text_of("1 = 1"), "'true'"),
    (customer_segmentation.text_of("cast(null as " ~ customer_segmentation.type_double() ~ ")"), "null"),
]) }}
