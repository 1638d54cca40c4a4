select order_item_id, order_id, product_id, quantity, unit_price, coalesce(discount_amount, 0) as discount_amount, quantity * unit_price - coalesce(discount_amount, 0) as line_amount
from {{ ref('base_shop__order_items') }}
where order_item_id is not null and order_id in (select order_id from {{ ref('stg_shop__orders') }})
qualify row_number() over (partition by order_item_id order by order_id) = 1
