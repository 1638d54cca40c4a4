with
    rejected_rows as (
        {% for table_name, contract in customer_segmentation.raw_contract().items() %}
            select '{{ table_name }}' as source_table, row_key, reason, row_json
            from {{ ref(contract["exceptions_model"]) }}
            where row_status = 'rejected'
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from rejected_rows
