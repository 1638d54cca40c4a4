with

    rejected_rows as (
        {% for table_name, table in customer_segmentation.raw_contract().items() %}
            select
                {{ customer_segmentation.text_literal(table_name) }} as source_table,
                row_key,
                reason,
                row_json
            from {{ ref(table.decisions_model) }}
            where row_status = 'rejected'
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from rejected_rows
