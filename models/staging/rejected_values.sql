{% set reasons = {
    "email": "not an e-mail address",
    "number": "not a number",
    "timestamp": "not a date from 1900 on",
    "date": "not a date before as_of_date and from 1900 on",
    "boolean": "neither yes nor no",
} %}
{% set contract = customer_segmentation.raw_contract() %}
{#- Table -> rows of this model, one per column that may be wrong. -#}
{% set wrong = {} %}
{% for table_name, table in contract.items() %}
    {% for column in customer_segmentation.read_columns(table_name, "null") %}
        {% set levels = table.columns[column].levels %}
        {% do wrong.setdefault(table_name, []).append({
            "source_table": customer_segmentation.text_literal(table_name),
            "column_name": customer_segmentation.text_literal(column),
            "value": "wrong_" ~ column,
            "reason": customer_segmentation.text_literal(
                "none of " ~ levels | join(", ") if levels else reasons[table.columns[column].kind]
            ),
        }) %}
    {% endfor %}
{% endfor %}
{% set types = {} %}
{% for column in ["source_table", "row_key", "column_name", "value", "reason"] %}
    {% do types.update({column: dbt.type_string()}) %}
{% endfor %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }} where is_current),

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    {% for table_name in wrong %}
        {% set table = contract[table_name] %}
        {{ table_name }} as (
            select
                {{ table.key }} as row_key,
                {% for column in customer_segmentation.read_columns(table_name, "null") %}
                    {{ customer_segmentation.unreadable_text(
                        column,
                        column ~ " >= as_of_date" if table.columns[column].kind == "date",
                    ) }}
                    as wrong_{{ column }}{{ "," if not loop.last }}
                {% endfor %}
            from {{ ref(table.base_model) }}
            cross join as_of_dates
        ),
    {% endfor %}

    rejected_values as (
        {% for table_name, rows in wrong.items() %}
            select {{ types | join(", ") }}
            from
                (
                    {{ customer_segmentation.unpivoted(table_name, rows, types) }}
                ) as values_of_columns
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
