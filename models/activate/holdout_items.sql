-- Nothing after the previous as-of date is known to the lists: segments, purchases and
-- best sellers are those of that date.
with

    holdout_customers as (select * from {{ ref("holdout_customers") }}),

    customer_products as (select * from {{ ref("int_customer_products") }}),

    item_counts as (
        select
            holdout_customers.segment_id,
            customer_products.product_id as item_id,
            min(customer_products.category) as category,
            count(*) as buyers,
            min(holdout_customers.segment_customers) as segment_customers
        from customer_products
        inner join
            holdout_customers
            on customer_products.customer_id = holdout_customers.customer_id
        where customer_products.first_purchase_date < holdout_customers.as_of_date
        group by holdout_customers.segment_id, customer_products.product_id
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

    holdout_items as (
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
            ranked_sellers.item_id,
            cast(null as {{ dbt.type_string() }}) as category,
            cast(
                ranked_sellers.buyers as {{ customer_segmentation.type_double() }}
            ) as share,
            ranked_sellers.candidate_rank
        from ranked_sellers
        cross join (select distinct segment_id from holdout_customers) as sizes
        where ranked_sellers.candidate_rank <= 50
    )

select *
from holdout_items
