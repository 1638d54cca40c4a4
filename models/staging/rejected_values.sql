{% set reasons = {
    "email": "not an e-mail address",
    "number": "not a number",
    "timestamp": "not a date from 1900 on",
    "date": "not a date before as_of_date and from 1900 on",
    "boolean": "neither yes nor no",
} %}
{% set tables = {} %}
{% for table_name, table in customer_segmentation.raw_contract().items() %}
    {% if customer_segmentation.read_columns(table_name, "null") %}
        {% do tables.update({table_name: table}) %}
    {% endif %}
{% endfor %}
{% set wrong = {} %}
{% for table_name, table in tables.items() %}
    {% set rows = [] %}
    {% for column in customer_segmentation.read_columns(table_name, "null") %}
        {% set levels = table.columns[column].levels %}
        {% do rows.append({
            "source_table": customer_segmentation.text_literal(table_name),
            "column_name": customer_segmentation.text_literal(column),
            "value": "wrong_" ~ column,
            "reason": customer_segmentation.text_literal(
                "none of " ~ levels | join(", ") if levels else reasons[table.columns[column].kind]
            ),
        }) %}
    {% endfor %}
    {% do wrong.update({table_name: rows}) %}
{% endfor %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }} where is_current),

    {% for table_name, table in tables.items() %}
        {{ table_name }} as (
            select
                {{ table.key }} as row_key,
                {% for column in customer_segmentation.read_columns(table_name, "null") %}
                    case
                        when
                            {{ column }} is null
                            {{ "or " ~ column ~ " >= as_of_dates.as_of_date" if table.columns[column].kind == "date" }}
                        then
                            {{ customer_segmentation.trimmed(
                                "cast(raw_" ~ column ~ " as " ~ dbt.type_string() ~ ")"
                            ) }}
                    end as wrong_{{ column }}
                    {{- "," if not loop.last }}
                {% endfor %}
            from {{ ref(table.base_model) }}
            cross join as_of_dates
        ),
    {% endfor %}

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    {% for table_name, rows in wrong.items() %}
        wrong_{{ table_name }} as (
            {{ customer_segmentation.unpivoted(table_name, rows, {
                "source_table": dbt.type_string(),
                "row_key": dbt.type_string(),
                "column_name": dbt.type_string(),
                "value": dbt.type_string(),
                "reason": dbt.type_string(),
            }) }}
        ),
    {% endfor %}

    rejected_values as (
        {% for table_name in wrong %}
            select source_table, row_key, column_name, value, reason
            from wrong_{{ table_name }}
            where value is not null
            union all
        {% endfor %}
        select
            'orders' as source_table,
            order_id as row_key,
            'total_amount' as column_name,
            {{ customer_segmentation.text_of("total_amount") }} as value,
            {{ dbt.concat([
                "'counts in place of its lines, of which some could not be read: the others sum to '",
                customer_segmentation.text_of("lines_net_amount"),
            ]) }}
            as reason
        from customer_orders
        where is_worth_total and lines_net_amount is not null
    )

select *
from rejected_values
