with
    crm_customers as (select * from {{ ref("stg_crm__customers") }}),

    orders as (select * from {{ ref("stg_shop__orders") }}),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    canonical_customers as (
        select customer_id
        from crm_customers
        union distinct
        select customer_id
        from orders
    ),

    known_customers as (
        select customer_id
        from canonical_customers
        union distinct
        select customer_aliases.customer_id
        from customer_aliases
        inner join
            canonical_customers
            on customer_aliases.canonical_customer_id = canonical_customers.customer_id
    )

select *
from known_customers
