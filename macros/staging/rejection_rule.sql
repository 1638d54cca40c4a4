{#- The reason of a decision without the value that it names. -#}
{% macro rejection_rule(table_name) -%}
    case
        {% for column in customer_segmentation.closed_codes(table_name) %}
            when reason like {{ customer_segmentation.text_literal("unknown " ~ column ~ " %") }}
            then {{ customer_segmentation.text_literal("unknown " ~ column) }}
        {% endfor %}
        when true then reason
    end
{%- endmacro %}

{#- What to do about rows that a rule rejects in bulk. -#}
{% macro rejection_remedy(rule) -%}
    {%- set remedies = {
        "unknown event_type": "name them in the var extra_event_types, or bring them to known ones in extra_spellings.event_type",
        "unknown status": "bring them to completed, returned or cancelled in the var order_status_map",
        "unknown channel": "bring them to known ones in the var extra_spellings.event_channel",
        "unknown survey_type": "describe them in the var survey_questions, or bring them to known ones in extra_spellings.survey_type",
        "unknown customer": "map raw_tables.customers, or look whether these rows name customers as the orders do",
        "unknown order": "look whether these rows name orders as the table orders does",
        "no customer_id": "map customer_id to what tells who bought; sales to people nobody knows, such as guests, are in no segment: where so many are expected, raise max_rejected_share",
        "cancelled order": "look at the var order_status_map if these orders count",
        "test customer": "look at the var test_customer_patterns if these customers are real",
        "adjustment order": "look at the var adjustment_order_patterns if these orders count",
        "non-product line": "look at the var non_product_patterns if these are products",
        "ordered_at after the day of the run": "look at the dates and at the var time_zone",
    } -%}
    case
        {% for reason, remedy in remedies.items() %}
            when {{ rule }} = {{ customer_segmentation.text_literal(reason) }}
            then {{ customer_segmentation.text_literal(remedy) }}
        {% endfor %}
        when {{ rule }} like 'order rejected: %' then 'look at the orders'
        when {{ rule }} like '% of another row %'
        then 'map the key in raw_tables to null (docs/order_logs.md), or to an expression that is unique, such as the order and the number of its line'
        when {{ rule }} like 'isolated after %'
        then 'set the var as_of_date to the day after the last order if these orders are real'
        when {{ rule }} like '% on or after as_of_date' then 'look whether as_of_date is right'
        when
            {{ rule }} like 'unreadable %'
            or {{ rule }} like 'doubtful %'
            or {{ rule }} like 'no %'
            or {{ rule }} like '% before 1900'
        then 'map the column in raw_tables to an expression that gives what the contract wants'
        else 'look at these rows in rejected_rows'
    end
{%- endmacro %}
