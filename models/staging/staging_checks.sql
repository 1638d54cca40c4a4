{#-
    Keys, references and conditions of every staging model, checked in one scan of each. All rows
    outside the sample of keys share one group, which spares a count of distinct keys of its own.
-#}
{% set checks = {
    "orders": {
        "key": "order_id",
        "happened_at": "ordered_at",
        "unsound": "ordered_at is null or ordered_at < cast('1900-01-01' as date)
            or status is null or status not in ('completed', 'returned')
            or customer_id is null",
        "one_in": 16,
    },
    "customers": {"key": "customer_id"},
    "order_items": {
        "key": "order_item_id",
        "unsound": "unit_price < 0 or discount_amount is null or discount_amount < 0",
        "refers": "order_id",
        "to": "stg_shop__orders",
        "one_in": 16,
        "amount": "line_amount",
    },
    "products": {"key": "product_id"},
    "events": {
        "key": "event_id",
        "happened_at": "occurred_at",
        "unsound": "occurred_at is null or occurred_at < cast('1900-01-01' as date)
            or channel like '?%' or event_type like '?%'",
        "refers": "customer_id",
        "to": "known_customers",
        "one_in": 16,
    },
    "survey_responses": {
        "key": "response_id",
        "happened_at": "responded_at",
        "unsound": "survey_type = 'nps' and score not between 0 and 10
            or survey_type = 'csat' and score not between 1 and 5
            or survey_type not in ('nps', 'csat') and score is not null",
        "refers": "customer_id",
        "to": "known_customers",
    },
} %}

with

    as_of_dates as (select * from {{ ref("as_of_dates") }} where is_current),

    {% for table_name, check in checks.items() %}
        {% set stg_model = customer_segmentation.raw_contract()[table_name].stg_model %}
        {% set one_in = check.one_in or 1 %}
        {{ table_name }}_rows as (
            select
                {{ check.key }} as row_key,
                case
                    when {{ customer_segmentation.is_in_sample(check.key, one_in) }}
                    then {{ check.key }}
                end as sampled_key,
                {% if check.refers %}
                    case
                        when
                            {{
                                customer_segmentation.is_in_sample(
                                    check.refers, one_in
                                )
                            }}
                        then {{ check.refers }}
                    end
                {% else %} cast(null as {{ dbt.type_string() }})
                {% endif %} as sampled_reference,
                case
                    when {{ check.unsound or "false" }}
                    then coalesce(cast({{ check.key }} as {{ dbt.type_string() }}), '')
                end as unsound_key,
                cast(
                    {{ check.happened_at or "null" }} as {{ dbt.type_timestamp() }}
                ) as happened_at,
                cast(
                    {{ check.amount or "null" }}
                    as {{ customer_segmentation.type_double() }}
                ) as amount
            from {{ ref(stg_model) }}
        ),

        {{ table_name }}_by_sampled_key as (
            select
                sampled_key,
                count(*) as kept_rows,
                count(row_key) as rows_with_key,
                {% if check.refers %} count(sampled_reference) - count(parent_key)
                {% else %} 0
                {% endif %} as unknown_references,
                count(unsound_key) as unsound_rows,
                min(unsound_key) as unsound_key,
                max(happened_at) as newest_at,
                sum(amount) as amount
            from {{ table_name }}_rows
            {% if check.refers %}
                left join
                    (
                        select {{ check.refers }} as parent_key
                        from {{ ref(check.to) }}
                        where
                            {{
                                customer_segmentation.is_in_sample(
                                    check.refers, one_in
                                )
                            }}
                    ) as parents
                    on {{ table_name }}_rows.sampled_reference = parents.parent_key
            {% endif %}
            group by sampled_key
        ),

        {{ table_name }}_checks as (
            select
                {{ dbt.string_literal(table_name) }} as source_table,
                sum(kept_rows) as kept_rows,
                sum(kept_rows - rows_with_key) as rows_without_key,
                sum(
                    case when sampled_key is not null then kept_rows - 1 end
                ) as repeated_keys,
                sum(unknown_references) as unknown_references,
                sum(unsound_rows) as unsound_rows,
                min(unsound_key) as unsound_key,
                max(newest_at) as newest_at,
                sum(amount) as amount
            from {{ table_name }}_by_sampled_key
        ),
    {% endfor %}

    checked as (
        {% for table_name in checks %}
            select *
            from {{ table_name }}_checks
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    staging_checks as (
        select
            checked.source_table,
            {% for count in [
                "kept_rows",
                "rows_without_key",
                "repeated_keys",
                "unknown_references",
                "unsound_rows",
            ] %}
                cast(
                    coalesce(checked.{{ count }}, 0) as {{ dbt.type_bigint() }}
                ) as {{ count }},
            {% endfor %}
            checked.unsound_key,
            {{ dbt.datediff("checked.newest_at", "as_of_dates.as_of_date", "day") }}
            as days_since_newest_row,
            checked.amount
        from checked
        cross join as_of_dates
    )

select *
from staging_checks
