{{ customer_segmentation.row_decisions("products", order_by=[
    "case when category is null then 1 else 0 end",
    "case when product_name is null then 1 else 0 end",
    "category",
]) }}
