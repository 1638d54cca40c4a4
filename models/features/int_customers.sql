with

    crm_customers as (select * from {{ ref("stg_crm__customers") }}),

    orders as (select * from {{ ref("int_customer_orders") }}),

    later_orders as (select * from {{ ref("int_later_orders") }}),

    first_orders as (
        select customer_id, min(ordered_date) as first_order_date
        from orders
        group by customer_id
    ),

    customers as (
        select
            coalesce(
                crm_customers.customer_id, first_orders.customer_id
            ) as customer_id,
            crm_customers.birth_date,
            crm_customers.gender,
            crm_customers.country,
            crm_customers.region,
            crm_customers.city,
            crm_customers.acquisition_channel,
            crm_customers.loyalty_tier,
            crm_customers.marketing_consent as has_marketing_consent,
            coalesce(
                least(
                    coalesce(
                        cast(crm_customers.signed_up_at as date),
                        first_orders.first_order_date
                    ),
                    coalesce(
                        first_orders.first_order_date,
                        cast(crm_customers.signed_up_at as date)
                    )
                ),
                later_orders.later_order_date
            ) as first_seen_date
        from crm_customers
        full outer join
            first_orders on crm_customers.customer_id = first_orders.customer_id
        left join later_orders on crm_customers.customer_id = later_orders.customer_id
    )

select *
from customers
