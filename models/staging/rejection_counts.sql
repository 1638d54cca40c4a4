{#- Values that a message shows. -#}
{% set shown = 3 %}
{% set contract = customer_segmentation.raw_contract() %}
{% set wanted = ["cancelled order", "test customer", "adjustment order", "non-product line"] %}
{% for table_name in contract %}
    {% do wanted.extend(customer_segmentation.own_rejection_rules(table_name)) %}
{% endfor %}
with

    row_counts as (select * from {{ ref("row_counts") }}),

    rules as ({{ customer_segmentation.rejections_by_rule(contract, shown) }}),

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
            {{ customer_segmentation.is_one_of("rules.rule", wanted) }}
            or rules.rule like 'order rejected: %' as is_wanted,
            {% set values = [] %}
            {% for rank in range(1, shown + 1) %}
                {% do values.append(
                    "coalesce("
                    ~ dbt.concat([
                        "' '",
                        "substring(rules.value_" ~ rank ~ ", 1, 60)",
                        "' ('",
                        "cast(rules.value_rows_" ~ rank ~ " as " ~ dbt.type_string() ~ ")",
                        "')'",
                    ])
                    ~ ", '')"
                ) %}
            {% endfor %}
            {{ dbt.concat(
                [
                    "cast(rules.rejected_rows as " ~ dbt.type_string() ~ ")",
                    "' of '",
                    "cast(row_counts.raw_rows as " ~ dbt.type_string() ~ ")",
                    "' rows of '",
                    "rules.source_table",
                    "': '",
                    "rules.rule",
                ]
                + values
                + ["'; '", customer_segmentation.rejection_remedy("rules.rule")]
            ) }} as message
        from rules
        inner join row_counts on rules.source_table = row_counts.source_table
    )

select *
from rejection_counts
