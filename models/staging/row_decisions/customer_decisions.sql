{% set columns = customer_segmentation.contract_columns("customers") %}
{% set patterns = customer_segmentation.given_mapping("test_customer_patterns") %}
{% set consent = "marketing_consent" %}
{% set address = ["city", "region", "postal_code", "country"] %}
{% set merged = {} %}
{% for column in columns if column not in [
    "customer_id", "canonical_customer_id", "signed_up_at", "updated_at", consent
] %}
    {% do merged.update({
        column: address if column in address
        else ["first_name", "last_name"] if column.endswith("_name")
        else [column]
    }) %}
{% endfor %}
{% set raw_columns = customer_segmentation.raw_names("customers") %}
{% set newest_first = customer_segmentation.in_order(
    [
        "case when error is null then 0 else 1 end",
        "case when customer_id = resolved_customer_id then 0 else 1 end",
        "stated_at desc",
    ]
    + columns | reject("equalto", "canonical_customer_id") | list
    + ["canonical_customer_id"]
    + raw_columns
) %}
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
            case
                when
                    cast(customers.updated_at as date)
                    <= {{ customer_segmentation.run_date() }}
                then customers.updated_at
            end as stated_at,
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
            customers.resolved_customer_id,
            customers.stated_at,
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

    -- An id says what its newest row says. Only a refusal outlives a newer row that is
    -- silent.
    statements as (
        select
            *,
            row_number() over (
                partition by resolved_customer_id order by {{ newest_first }}
            ) as version,
            row_number() over (
                partition by customer_id order by {{ newest_first }}
            ) as version_of_id,
            case
                when
                    {{ consent }} is false
                    or {{ consent }} is null
                    and {{ customer_segmentation.unreadable_text(consent) }} is not null
                then 0
                when
                    {{ consent }} is true
                    and error is null
                    and rank() over (
                        partition by customer_id order by stated_at desc nulls last
                    )
                    = 1
                then 1
            end as consent_statement
        from checked
        where
            error is not null
            or resolved_customer_id
            in (select canonical_customer_id from customer_aliases)
            or {{ customer_segmentation.is_repeated("customers") }}
    ),

    dated_statements as (
        select
            *,
            max(case when consent_statement is not null then stated_at end) over (
                partition by resolved_customer_id
            ) as newest_statement_at
        from statements
    ),

    versions as (
        select
            *,
            cast(null as {{ dbt.type_string() }}) as exclusion,
            min(case when error is null then signed_up_at end) over (
                partition by resolved_customer_id
            ) as first_signed_up_at,
            min(
                case
                    when stated_at is null or stated_at = newest_statement_at
                    then consent_statement
                end
            ) over (partition by resolved_customer_id)
            = 1 as person_consent,
            {% for column, together in merged.items() %}
                first_value({{ column }}) over (
                    partition by resolved_customer_id
                    order by
                        case
                            when error is not null or version_of_id > 1
                            then 2
                            when coalesce({{ together | join(", ") }}) is null
                            then 1
                            else 0
                        end,
                        stated_at desc nulls last,
                        version
                ) as person_{{ column }},
            {% endfor %}
            min(customer_id) over (partition by resolved_customer_id)
            <> max(customer_id) over (partition by resolved_customer_id) as is_merged
        from dated_statements
    ),

    customer_decisions as (
        select
            customer_id,
            resolved_customer_id as canonical_customer_id,
            updated_at,
            {% for column in merged %} person_{{ column }} as {{ column }}, {% endfor %}
            case
                when is_merged and version = 1 and error is null
                then first_signed_up_at
                else signed_up_at
            end as signed_up_at,
            case
                when version = 1 and error is null
                then person_consent
                else {{ consent }}
            end as {{ consent }},
            {{ customer_segmentation.decision("customers") }}
        from versions
    )

select *
from customer_decisions
