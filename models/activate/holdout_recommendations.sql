-- Nothing after the previous as-of date is known to the lists: segments, purchases and
-- best sellers are those of that date. They are measured on each customer's last day
-- with an order since.
{% set segmentation = customer_segmentation.recommendation_segmentation() or "" %}
with

    fit_sample as (select * from {{ ref("fit_sample") }}),

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    customer_products as (select * from {{ ref("int_customer_products") }}),

    known_customers as (
        select
            fit_sample.customer_id,
            fit_sample.as_of_date,
            customer_segment_history.segment_id,
            count(*) over (
                partition by customer_segment_history.segment_id
            ) as segment_customers
        from fit_sample
        inner join
            customer_segment_history
            on fit_sample.customer_id = customer_segment_history.customer_id
            and fit_sample.as_of_date = customer_segment_history.as_of_date
        where
            fit_sample.period_index = 1
            and customer_segment_history.segmentation
            = {{ customer_segmentation.text_literal(segmentation) }}
    ),

    item_counts as (
        select
            known_customers.segment_id,
            customer_products.product_id as item_id,
            min(customer_products.category) as category,
            count(*) as buyers,
            min(known_customers.segment_customers) as segment_customers
        from customer_products
        inner join
            known_customers
            on customer_products.customer_id = known_customers.customer_id
        where customer_products.first_purchase_date < known_customers.as_of_date
        group by known_customers.segment_id, customer_products.product_id
    ),

    candidates as (
        {{ customer_segmentation.recommendation_candidates("item_counts") }}
    ),

    ranked_sellers as (
        select
            item_id,
            sum(buyers) as buyers,
            row_number() over (order by sum(buyers) desc, item_id) as candidate_rank
        from item_counts
        group by item_id
    ),

    best_sellers as (
        select item_id, buyers, candidate_rank
        from ranked_sellers
        where candidate_rank <= 50
    ),

    items as (
        select
            'segment_items' as list_name,
            segment_id,
            item_id,
            category,
            segment_share as share,
            candidate_rank
        from candidates
        union all
        select
            'best_sellers' as list_name,
            sizes.segment_id,
            best_sellers.item_id,
            cast(null as {{ dbt.type_string() }}) as category,
            cast(
                best_sellers.buyers as {{ customer_segmentation.type_double() }}
            ) as share,
            best_sellers.candidate_rank
        from best_sellers
        cross join (select distinct segment_id from known_customers) as sizes
    ),

    customers as (
        select
            known_customers.customer_id,
            known_customers.segment_id,
            max(customer_orders.ordered_date) as held_out_date
        from known_customers
        inner join
            customer_orders
            on known_customers.customer_id = customer_orders.customer_id
            and known_customers.as_of_date <= customer_orders.ordered_date
        where customer_orders.is_purchase
        group by known_customers.customer_id, known_customers.segment_id
    ),

    purchases as (
        select
            customer_products.customer_id,
            customer_products.product_id,
            customer_products.category
        from customer_products
        inner join customers on customer_products.customer_id = customers.customer_id
        where customer_products.first_purchase_date < customers.held_out_date
    ),

    next_items as (
        {{ customer_segmentation.next_items("customers", "items", "purchases", 10) }}
    ),

    holdout_recommendations as (
        select
            next_items.list_name,
            next_items.customer_id,
            next_items.item_id,
            next_items.item_rank,
            customer_products.product_id is not null as is_hit
        from next_items
        inner join customers on next_items.customer_id = customers.customer_id
        left join
            customer_products
            on next_items.customer_id = customer_products.customer_id
            and next_items.item_id = customer_products.product_id
            and customers.held_out_date = customer_products.first_purchase_date
    )

select *
from holdout_recommendations
