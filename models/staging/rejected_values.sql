{% set reasons = {
    "email": "not an e-mail address",
    "number": "not a number",
    "timestamp": "not a date from 1900 on",
    "date": "not a date before as_of_date and from 1900 on",
    "boolean": "neither yes nor no",
} %}
{% set checks = [] %}
{% for table_name, table in customer_segmentation.raw_contract().items() if table.unreadable == "null" %}
    {% for column in customer_segmentation.read_columns(table_name) %}
        {% do checks.append((table_name, table, column, table.columns[column].kind)) %}
    {% endfor %}
{% endfor %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }} where is_current),

    rejected_values as (
        {% for table_name, table, column, kind in checks %}
            select
                {{ customer_segmentation.text_literal(table_name) }} as source_table,
                base_rows.{{ table.key }} as row_key,
                {{ customer_segmentation.text_literal(column) }} as column_name,
                cast(base_rows.raw_{{ column }} as {{ dbt.type_string() }}) as value,
                {{ customer_segmentation.text_literal(reasons[kind]) }} as reason
            from {{ ref(table.base_model) }} as base_rows
            cross join as_of_dates
            where
                {{ customer_segmentation.clean_text("raw_" ~ column) }} is not null
                and (
                    base_rows.{{ column }} is null
                    {{ "or base_rows." ~ column ~ " >= as_of_dates.as_of_date" if kind == "date" }}
                )
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from rejected_values
