with

    order_item_decisions as (select * from {{ ref("order_item_decisions") }}),

    lost_lines as (
        select order_id, order_item_id
        from order_item_decisions
        where
            order_id is not null
            and
            not {{ customer_segmentation.matches_pattern("product_id", var("non_product_patterns")) }}
        group by order_id, order_item_id
        having count(case when row_status = 'kept' then 1 end) = 0
    )

select distinct order_id
from lost_lines
