with

    customer_orders as (select * from {{ ref("customer_orders") }}),

    order_items as (select * from {{ ref("stg_shop__order_items") }}),

    products as (select * from {{ ref("stg_shop__products") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    first_purchases as (
        select
            customer_orders.customer_id,
            order_items.product_id,
            min(customer_orders.ordered_date) as first_purchased_date
        from order_items
        inner join customer_orders on order_items.order_id = customer_orders.order_id
        where
            order_items.product_id is not null
            and {{ customer_segmentation.is_bought_line() }}
        group by customer_orders.customer_id, order_items.product_id
    ),

    categories as (
        select
            first_purchases.customer_id,
            as_of_dates.as_of_date,
            products.category,
            count(*) as product_count
        from first_purchases
        inner join
            as_of_dates on first_purchases.first_purchased_date < as_of_dates.as_of_date
        left join products on first_purchases.product_id = products.product_id
        group by first_purchases.customer_id, as_of_dates.as_of_date, products.category
    ),

    ranked_categories as (
        select
            *,
            case when category is not null then product_count end as known_count,
            row_number() over (
                partition by customer_id, as_of_date
                order by
                    case when category is null then 1 else 0 end,
                    product_count desc,
                    category
            ) as category_rank
        from categories
    ),

    -- Entropy by counts: ln(n) - sum(c ln(c)) / n.
    feat_customers__products as (
        select
            customer_id,
            as_of_date,
            cast(sum(product_count) as {{ dbt.type_bigint() }}) as product_count,
            count(category) as category_count,
            greatest(
                ln(sum(known_count))
                - sum(known_count * ln(known_count)) / sum(known_count),
                0
            ) as category_entropy,
            max(case when category_rank = 1 then category end) as top_category
        from ranked_categories
        group by customer_id, as_of_date
    )

select *
from feat_customers__products
