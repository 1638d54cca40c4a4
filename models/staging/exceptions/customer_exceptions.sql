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
{% set personal = ["email", "phone", "first_name", "last_name", "birth_date", "postal_code"] %}
{% set raw_values = [
    "raw_email",
    "raw_birth_date",
    "raw_signed_up_at",
    "raw_marketing_consent",
    "raw_updated_at",
] %}
{% set patterns = var("test_customer_patterns") or {} %}

with
    customers as (select * from {{ ref("base_crm__customers") }}),

    current_date_of_run as (
        select as_of_date from {{ ref("as_of_dates") }} where is_current
    ),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    repeated_keys as (
        {{
            customer_segmentation.repeated_keys(
                ref("base_crm__customers"), "customer_id"
            )
        }}
    ),

    resolved as (
        select
            {{ customer_segmentation.columns_of(
                "customers", ["customer_id", "canonical_customer_id"] + attributes + raw_values
            ) }},
            coalesce(
                customer_aliases.canonical_customer_id, customers.customer_id
            ) as resolved_customer_id,
            {{
                customer_segmentation.matches_pattern(
                    "customers.customer_id", patterns.get("customer_id")
                )
            }}
            or {{
                customer_segmentation.matches_pattern(
                    "customers.email", patterns.get("email")
                )
            }} as is_test
        from customers
        left join
            customer_aliases on customers.customer_id = customer_aliases.customer_id
    ),

    test_customers as (
        select distinct resolved_customer_id from resolved where is_test
    ),

    checked as (
        select
            resolved.*,
            case
                when resolved.customer_id is null
                then 'no customer_id'
                when test_customers.resolved_customer_id is not null
                then 'test customer'
                when resolved.signed_up_at >= current_date_of_run.as_of_date
                then 'signed_up_at on or after as_of_date'
            end as error
        from resolved
        cross join current_date_of_run
        left join
            test_customers
            on resolved.resolved_customer_id = test_customers.resolved_customer_id
    ),

    suspects as (
        select *
        from checked
        where
            error is not null
            or resolved_customer_id
            in (select canonical_customer_id from customer_aliases)
            or {{ customer_segmentation.key_hash("customer_id") }}
            in (select key_hash from repeated_keys)
    ),

    versions as (
        select
            *,
            row_number() over (
                partition by resolved_customer_id
                order by
                    case when error is null then 0 else 1 end,
                    case when customer_id = resolved_customer_id then 0 else 1 end,
                    case when updated_at is null then 1 else 0 end,
                    updated_at desc,
                    customer_id,
                    {{ attributes | reject("equalto", "updated_at") | join(", ") }},
                    canonical_customer_id,
                    {{ raw_values | join(", ") }}
            ) as version,
            min(case when error is null then signed_up_at end) over (
                partition by resolved_customer_id
            ) as first_signed_up_at,
            min(customer_id) over (partition by resolved_customer_id)
            <> max(customer_id) over (partition by resolved_customer_id) as is_merged
        from suspects
    ),

    customer_exceptions as (
        select
            customer_id,
            resolved_customer_id as canonical_customer_id,
            {{ attributes | reject("equalto", "signed_up_at") | join(", ") }},
            case
                when is_merged and version = 1 and error is null
                then first_signed_up_at
                else signed_up_at
            end as signed_up_at,
            customer_id as row_key,
            case
                when error is not null
                then 'rejected'
                when version > 1
                then 'merged'
                else 'kept'
            end as row_status,
            error as reason,
            case
                when error is not null
                then
                    {{
                        customer_segmentation.row_as_json(
                            ["customer_id", "canonical_customer_id"]
                            + attributes | reject("in", personal) | list
                        )
                    }}
            end as row_json
        from versions
    )

select *
from customer_exceptions
