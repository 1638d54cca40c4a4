-- sales_value is what the retailer receives: after the loyalty discount and the matched
-- coupon, before the manufacturer's coupon, which the manufacturer refunds.
-- Fuel is counted in thousandths of a gallon, so its quantity is one fill.
with

    transactions as (select * from {{ source("complete_journey", "transactions") }}),

    products as (select * from {{ source("complete_journey", "products") }}),

    priced as (
        select
            transactions.basket_id,
            transactions.product_id,
            case
                when products.product_type like 'GASOLINE%'
                then least(transactions.quantity, 1)
                else transactions.quantity
            end as quantity,
            transactions.sales_value,
            transactions.retail_disc + transactions.coupon_match_disc as discount_amount
        from transactions
        left join products on transactions.product_id = products.product_id
    ),

    basket_lines as (
        select
            basket_id || '-' || product_id as order_item_id,
            basket_id as order_id,
            product_id,
            case
                when sales_value + discount_amount > 0
                then greatest(quantity, 1)
                else quantity
            end as quantity,
            (sales_value + discount_amount) / greatest(quantity, 1) as unit_price,
            discount_amount
        from priced
    )

select *
from basket_lines
