{% set columns = customer_segmentation.contract_columns("customers") %}
{% set own_columns = columns | reject("equalto", "canonical_customer_id") | list %}
{% set personal = customer_segmentation.contract_columns("customers", "personal") %}
{% set raw_columns = [] %}
{% for column in customer_segmentation.read_columns("customers") %}
    {% do raw_columns.append("raw_" ~ column) %}
{% endfor %}
{% set patterns = var("test_customer_patterns") or {} %}
with

    customers as (select * from {{ ref("base_crm__customers") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }} where is_current),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    resolved as (
        select
            {{ customer_segmentation.columns_of("customers", columns + raw_columns) }},
            coalesce(
                customer_aliases.canonical_customer_id, customers.customer_id
            ) as resolved_customer_id,
            {{ customer_segmentation.matches_pattern("customers.customer_id", patterns.get("customer_id")) }}
            or {{ customer_segmentation.matches_pattern("customers.email", patterns.get("email")) }}
            as is_test
        from customers
        left join
            customer_aliases on customers.customer_id = customer_aliases.customer_id
    ),

    test_customers as (
        select distinct resolved_customer_id from resolved where is_test
    ),

    checked as (
        select
            {{ raw_columns | join(", ") }},
            customers.resolved_customer_id,
            {{ customer_segmentation.checked_columns("customers", {
                "test customer": "test_customers.resolved_customer_id is not null",
                "signed_up_at on or after as_of_date": "customers.signed_up_at >= as_of_date",
            }) }}
        from resolved as customers
        cross join as_of_dates
        left join
            test_customers
            on customers.resolved_customer_id = test_customers.resolved_customer_id
    ),

    versions as (
        select
            {{ columns | join(", ") }},
            resolved_customer_id,
            error,
            cast(null as {{ dbt.type_string() }}) as exclusion,
            row_number() over (
                partition by resolved_customer_id
                order by
                    case when error is null then 0 else 1 end,
                    case when customer_id = resolved_customer_id then 0 else 1 end,
                    case when updated_at is null then 1 else 0 end,
                    updated_at desc,
                    {{ own_columns | join(", ") }},
                    canonical_customer_id,
                    {{ raw_columns | join(", ") }}
            ) as version,
            min(case when error is null then signed_up_at end) over (
                partition by resolved_customer_id
            ) as first_signed_up_at,
            min(customer_id) over (partition by resolved_customer_id)
            <> max(customer_id) over (partition by resolved_customer_id) as is_merged
        from checked
        where
            error is not null
            or resolved_customer_id
            in (select canonical_customer_id from customer_aliases)
            or {{ customer_segmentation.is_repeated("customers") }}
    ),

    customer_decisions as (
        select
            {{ own_columns | reject("equalto", "signed_up_at") | join(", ") }},
            resolved_customer_id as canonical_customer_id,
            case
                when is_merged and version = 1 and error is null
                then first_signed_up_at
                else signed_up_at
            end as signed_up_at,
            {{ customer_segmentation.decision("customer_id", columns | reject("in", personal) | list) }}
        from versions
    )

select *
from customer_decisions
