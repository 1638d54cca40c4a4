with

    customers as (select * from {{ ref("int_customers") }}),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    customer_ids as (
        select customer_id as source_customer_id, customer_id
        from customers
        union all
        select customer_aliases.customer_id as source_customer_id, customers.customer_id
        from customer_aliases
        inner join
            customers on customer_aliases.canonical_customer_id = customers.customer_id
    )

select *
from customer_ids
