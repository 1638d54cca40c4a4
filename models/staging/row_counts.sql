with
    row_counts as (
        {% for table_name, contract in customer_segmentation.raw_contract().items() %}
        select
            '{{ table_name }}' as source_table,
            (select count(*) from {{ ref(contract["base_model"]) }}) as raw_rows,
            (select count(*) from {{ ref(contract["stg_model"]) }}) as kept_rows,
            (
                select count(*)
                from {{ ref(contract["exceptions_model"]) }}
                where row_status = 'merged'
            ) as merged_rows,
            (
                select count(*)
                from {{ ref(contract["exceptions_model"]) }}
                where row_status = 'rejected'
            ) as rejected_rows
        where
            {{ "false" if customer_segmentation.is_overridden(table_name) else "true" }}
        {% if not loop.last %}
        union all
        {% endif %}
        {% endfor %}
    )

select *
from row_counts
