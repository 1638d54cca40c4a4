with

    rejected_values as (select * from {{ ref("rejected_values") }}),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    unreadable_consents as (
        select distinct
            coalesce(
                customer_aliases.canonical_customer_id, rejected_values.row_key
            ) as customer_id
        from rejected_values
        left join
            customer_aliases on rejected_values.row_key = customer_aliases.customer_id
        where
            rejected_values.source_table = 'customers'
            and rejected_values.column_name = 'marketing_consent'
            and rejected_values.row_key is not null
    )

select *
from unreadable_consents
