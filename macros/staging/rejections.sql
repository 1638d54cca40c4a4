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

{#-
    The rejected rows of raw tables by rule, as a select: source_table, rule, rejected_rows, and of the values
    that its reasons are about the most frequent ones, value_1 and its rows value_rows_1, and so on.
-#}
{% macro rejections_by_rule(table_names, shown) %}
    select
        source_table,
        rule,
        cast(sum(value_rows) as {{ dbt.type_bigint() }}) as rejected_rows
        {%- for rank in range(1, shown + 1) %},
            max(case when value_rank = {{ rank }} then reason_value end) as value_{{ rank }},
            max(case when value_rank = {{ rank }} then value_rows end) as value_rows_{{ rank }}
        {%- endfor %}
    from
        (
            select
                source_table,
                rule,
                reason_value,
                count(*) as value_rows,
                row_number() over (
                    partition by source_table, rule
                    order by case when reason_value is null then 1 else 0 end, count(*) desc, reason_value
                ) as value_rank
            from
                (
                    {% for table_name in table_names %}
                        select
                            {{ customer_segmentation.text_literal(table_name) }} as source_table,
                            {{ customer_segmentation.rejection_rule(table_name) }} as rule,
                            reason_value
                        from {{ ref(customer_segmentation.raw_contract()[table_name].decisions_model) }}
                        where row_status = 'rejected'
                        {{ "union all" if not loop.last }}
                    {% endfor %}
                ) as rejected_rows
            group by source_table, rule, reason_value
        ) as ranked_values
    group by source_table, rule
{% endmacro %}

{#-
    Stops the build when no order is left of those that there are: with the reasons, and not in the fit that has nothing
    to fit.
-#}
{% macro require_kept_orders(orders, decisions) %}
    {% if customer_segmentation.using_table("orders") and execute and flags.WHICH in ["build", "run"] and not decisions.is_cte and load_relation(decisions) %}
        {% set query %}
            select
                (select count(*) from {{ orders }}) as raw_rows,
                count(*) as decided_rows,
                count(case when row_status = 'kept' then 1 end) as kept_rows
            from {{ decisions }}
        {% endset %}
        {% set counts = run_query(query).rows[0] %}
        {% if counts[0] - counts[1] + counts[2] == 0 %}
            {% set query %}
                select
                    rule,
                    rejected_rows,
                    {{ customer_segmentation.rejection_remedy("rule") }} as remedy,
                    value_1,
                    value_2,
                    value_3
                from ({{ customer_segmentation.rejections_by_rule(["orders"], shown=3) }}) as rules
                order by rejected_rows desc, rule
            {% endset %}
            {% set reasons = [] %}
            {% for row in run_query(query).rows | map("list") %}
                {% set values = row[3:] | reject("none") | list %}
                {% do reasons.append(
                    row[0] ~ " (" ~ (row[1] | int) ~ (", such as " ~ values | join(", ") if values) ~ "); " ~ row[2]
                ) %}
            {% endfor %}
            {{ exceptions.raise_compiler_error(
                "Raw table 'orders': none of its " ~ counts[0] ~ " rows can be used: "
                ~ reasons | join(". And: ") ~ ". The rows are in order_decisions (row_json)."
            ) }}
        {% endif %}
    {% endif %}
{% endmacro %}
