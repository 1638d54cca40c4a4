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
            {% if customer_segmentation.erased_keys(table_name) %}
                union all
                select
                    {{ customer_segmentation.text_literal(table_name) }}
                    as source_table,
                    cast(null as {{ dbt.type_string() }}) as row_key,
                    'erased customer' as reason,
                    cast(null as {{ dbt.type_string() }}) as row_json
                from
                    (
                        {{ customer_segmentation.base_rows(table_name, of="erased") }}
                    ) as erased_rows
            {% endif %}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from rejected_rows
