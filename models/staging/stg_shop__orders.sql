select order_id, customer_id, ordered_at, ordered_date, coalesce(status, 'completed') as status, channel, currency, total_amount, discount_amount, shipping_amount, coupon_code
from {{ ref('base_shop__orders') }}
where order_id is not null and customer_id is not null and ordered_date < (select as_of_date from {{ ref('as_of_dates') }} where is_current) and coalesce(status, 'completed') in ('completed', 'returned')
qualify row_number() over (partition by order_id order by ordered_at) = 1
