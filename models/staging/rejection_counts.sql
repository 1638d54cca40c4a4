{#- Values that a message shows. -#}
{% set shown = 3 %}
{% set contract = customer_segmentation.raw_contract() %}
with

    row_counts as (select * from {{ ref("row_counts") }}),

    rejected as (
        {% for table_name, table in contract.items() %}
            select
                {{ customer_segmentation.text_literal(table_name) }} as source_table,
                {{ customer_segmentation.rejection_rule(table_name) }} as rule,
                reason_value
            from {{ ref(table.decisions_model) }}
            where row_status = 'rejected'
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    ranked_values as (
        select
            source_table,
            rule,
            reason_value,
            count(*) as value_rows,
            row_number() over (
                partition by source_table, rule
                order by
                    case when reason_value is null then 1 else 0 end,
                    count(*) desc,
                    reason_value
            ) as value_rank
        from rejected
        group by source_table, rule, reason_value
    ),

    rules as (
        select
            source_table,
            rule,
            cast(sum(value_rows) as {{ dbt.type_bigint() }}) as rejected_rows,
            {% for rank in range(1, shown + 1) %}
                coalesce(
                    max(
                        case
                            when value_rank = {{ rank }} and reason_value is not null
                            then
                                {{ dbt.concat([
                                    "' '",
                                    "substring(reason_value, 1, 60)",
                                    "' ('",
                                    "cast(value_rows as " ~ dbt.type_string() ~ ")",
                                    "')'",
                                ]) }}
                        end
                    ),
                    ''
                ) as value_{{ rank }}{{ "," if not loop.last }}
            {% endfor %}
        from ranked_values
        group by source_table, rule
    ),

    rejection_counts as (
        select
            rules.source_table,
            rules.rule,
            rules.rejected_rows,
            row_counts.raw_rows,
            {{ customer_segmentation.ratio("rules.rejected_rows", "row_counts.raw_rows") }}
            as rejected_share,
            {{ customer_segmentation.ratio("row_counts.rejected_rows", "row_counts.raw_rows") }}
            as table_rejected_share,
            rules.rule in (
                'cancelled order',
                'test customer',
                'adjustment order',
                'non-product line'
                {% for table_name in contract %}
                    {% for reason in customer_segmentation.own_rejection_rules(
                        table_name
                    ) %}, {{ customer_segmentation.text_literal(reason) }} {% endfor %}
                {% endfor %}
            )
            or rules.rule like 'order rejected: %' as is_wanted,
            {{ dbt.concat([
                "cast(rules.rejected_rows as " ~ dbt.type_string() ~ ")",
                "' of '",
                "cast(row_counts.raw_rows as " ~ dbt.type_string() ~ ")",
                "' rows of '",
                "rules.source_table",
                "': '",
                "rules.rule",
                "rules.value_1",
                "rules.value_2",
                "rules.value_3",
                "'; '",
                customer_segmentation.rejection_remedy("rules.rule"),
            ]) }} as message
        from rules
        inner join row_counts on rules.source_table = row_counts.source_table
    )

select *
from rejection_counts
