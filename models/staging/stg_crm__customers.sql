{% set attributes = [
    "email",
    "phone",
    "first_name",
    "last_name",
    "birth_date",
    "gender",
    "city",
    "region",
    "postal_code",
    "country",
    "acquisition_channel",
    "loyalty_tier",
    "signed_up_at",
    "marketing_consent",
    "updated_at",
] %}

with
    customers as (select * from {{ ref("base_crm__customers") }}),

    customer_exceptions as (select * from {{ ref("customer_exceptions") }}),

    kept_customers as (
        select customer_id, {{ attributes | join(", ") }}
        from customers
        where
            customer_id is not null
            and not exists (
                select 1
                from customer_exceptions
                where customer_exceptions.customer_id = customers.customer_id
            )
        union all
        select canonical_customer_id, {{ attributes | join(", ") }}
        from customer_exceptions
        where row_status = 'kept'
    )

select *
from kept_customers
