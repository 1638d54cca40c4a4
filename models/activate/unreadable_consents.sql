with

    values_of_customers as (
        {{ customer_segmentation.of_canonical_customers(
            ref("rejected_values"), ["source_table", "column_name"], id="row_key"
        ) }}
    ),

    unreadable_consents as (
        select distinct customer_id
        from values_of_customers
        where
            source_table = 'customers'
            and column_name = 'marketing_consent'
            and customer_id is not null
    )

select *
from unreadable_consents
