with

    order_item_decisions as (select * from {{ ref("order_item_decisions") }}),

    lost_lines as (
        select order_id, order_item_id
        from order_item_decisions
        where
            not {{ customer_segmentation.matches_pattern("product_id", var("non_product_patterns")) }}
        group by order_id, order_item_id
        having
            count(case when row_status = 'kept' then 1 end) = 0
            and count(
                case
                    when
                        row_status = 'rejected'
                        and reason not in ('non-product line', 'unknown order')
                        and reason not like 'order rejected: %'
                    then 1
                end
            )
            > 0
    ),

    lost_order_lines as (
        select order_id, cast(count(*) as {{ dbt.type_bigint() }}) as lost_lines
        from lost_lines
        where order_id is not null
        group by order_id
    )

select *
from lost_order_lines
