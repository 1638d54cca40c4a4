with

    row_counts as (
        {% for table_name, table in customer_segmentation.raw_contract().items() %}
            {% set source_table = customer_segmentation.text_literal(table_name) %}
            {% set is_counted = not customer_segmentation.is_overridden(table_name) %}
            select
                {{ source_table }} as source_table,
                {% if is_counted and customer_segmentation.using_table(table_name) %}
                    (
                        select count(*)
                        from {{ customer_segmentation.counted_rows(table_name) }}
                    )
                {% else %} 0
                {% endif %} as raw_rows,
                (
                    select kept_rows
                    from {{ ref("staging_checks") }}
                    where source_table = {{ source_table }}
                ) as kept_rows,
                (
                    select count(*)
                    from {{ ref(table.decisions_model) }}
                    where row_status = 'merged'
                ) as merged_rows,
                (
                    select count(*)
                    from {{ ref("rejected_rows") }}
                    where source_table = {{ source_table }}
                ) as rejected_rows
            from (select 1 as one) as one_row
            where {{ is_counted }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from row_counts
