with
    rejected_rows as (
        select source_table, count(*) as rejected_rows
        from {{ ref("rejected_rows") }}
        group by source_table
    ),

    staging_checks as (select * from {{ ref("staging_checks") }}),

    counted_rows as (
        {% for table_name, table in customer_segmentation.raw_contract().items() %}
            select
                {{ customer_segmentation.text_literal(table_name) }} as source_table,
                {% if customer_segmentation.using_table(table_name)
            and not customer_segmentation.is_overridden(table_name) %}
                    (
                        select count(*)
                        from {{ customer_segmentation.counted_rows(table_name) }}
                    )
                {% else %} 0
                {% endif %} as raw_rows,
                (
                    select count(*)
                    from {{ ref(table.decisions_model) }}
                    where row_status = 'merged'
                ) as merged_rows
            from (select 1 as one) as one_row
            where
                {{ "false" if customer_segmentation.is_overridden(table_name) else "true" }}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    row_counts as (
        select
            counted_rows.source_table,
            counted_rows.raw_rows,
            staging_checks.kept_rows,
            counted_rows.merged_rows,
            coalesce(rejected_rows.rejected_rows, 0) as rejected_rows
        from counted_rows
        inner join
            staging_checks on counted_rows.source_table = staging_checks.source_table
        left join
            rejected_rows on counted_rows.source_table = rejected_rows.source_table
    )

select *
from row_counts
