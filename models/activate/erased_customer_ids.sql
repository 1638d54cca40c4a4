with

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    erased_ids as ({{ customer_segmentation.erased_customers() }}),

    erased_customer_ids as (
        select customer_id
        from erased_ids
        union distinct
        select customer_aliases.canonical_customer_id as customer_id
        from customer_aliases
        inner join erased_ids on customer_aliases.customer_id = erased_ids.customer_id
    )

select *
from erased_customer_ids
