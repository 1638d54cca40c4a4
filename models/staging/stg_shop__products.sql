select product_id, product_name, category, brand
from {{ ref('base_shop__products') }}
where product_id is not null
qualify row_number() over (partition by product_id order by product_name) = 1
