with
    products as (
        {{ customer_segmentation.spelled_rows("products", ["category", "brand"]) }}
    )

select *
from products
