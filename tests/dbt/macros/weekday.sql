{{ customer_segmentation.unequal_cases([
    (customer_segmentation.weekday("cast('2024-06-02' as date)"), 0),
    (customer_segmentation.weekday("cast('2024-06-03' as date)"), 1),
    (customer_segmentation.weekday("cast('2024-06-08' as date)"), 6),
]) }}
