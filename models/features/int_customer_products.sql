{% set periods = range(customer_segmentation.periods_before() + 1) %}
with

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    order_items as (select * from {{ ref("stg_shop__order_items") }}),

    products as (select * from {{ ref("stg_shop__products") }}),

    as_of_columns as ({{ customer_segmentation.as_of_columns() }}),

    purchases as (
        select
            customer_orders.customer_id,
            order_items.product_id,
            min(customer_orders.ordered_date) as first_purchase_date,
            {% for period in periods %}
                max(
                    case
                        when customer_orders.ordered_date < as_of_date_{{ period }}
                        then customer_orders.ordered_date
                    end
                ) as last_purchase_date_{{ period }}{{ "," if not loop.last }}
            {% endfor %}
        from order_items
        inner join customer_orders on order_items.order_id = customer_orders.order_id
        cross join as_of_columns
        where
            order_items.product_id is not null
            and {{ customer_segmentation.is_bought_line() }}
        group by customer_orders.customer_id, order_items.product_id
    ),

    customer_products as (
        select
            purchases.customer_id,
            purchases.product_id,
            products.category,
            purchases.first_purchase_date,
            {% for period in periods %}
                purchases.last_purchase_date_{{ period }}{{ "," if not loop.last }}
            {% endfor %}
        from purchases
        left join products on purchases.product_id = products.product_id
    )

select *
from customer_products
