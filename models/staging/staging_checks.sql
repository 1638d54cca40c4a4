{#- Keys, references and conditions of every staging model, checked in one scan of each. -#}
{% set checks = {
    "orders": {
        "key": "order_id",
        "happened_at": "ordered_at",
        "sound": "ordered_at >= cast('1900-01-01' as date)
            and status in ('completed', 'returned') and customer_id is not null",
        "one_in": 16,
    },
    "customers": {"key": "customer_id"},
    "order_items": {
        "key": "order_item_id",
        "sound": "coalesce(unit_price, 0) >= 0 and discount_amount >= 0",
        "refers": "order_id",
        "to": "stg_shop__orders",
        "one_in": 16,
        "amount": "line_amount",
    },
    "products": {"key": "product_id"},
    "events": {
        "key": "event_id",
        "happened_at": "occurred_at",
        "sound": "occurred_at >= cast('1900-01-01' as date)
            and coalesce(channel, '') not like '?%'
            and coalesce(event_type, '') not like '?%'",
        "refers": "customer_id",
        "to": "known_customers",
        "one_in": 16,
    },
    "survey_responses": {
        "key": "response_id",
        "happened_at": "responded_at",
        "sound": "score is null or survey_type is null
            or (survey_type = 'nps' and score between 0 and 10)
            or (survey_type = 'csat' and score between 1 and 5)",
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
                case when {{ check.sound or "true" }} then 0 else 1 end as is_unsound,
                cast(
                    {{ check.happened_at or "null" }} as {{ dbt.type_timestamp() }}
                ) as happened_at,
                cast(
                    {{ check.amount or "null" }}
                    as {{ customer_segmentation.type_double() }}
                ) as amount
            from {{ ref(stg_model) }}
        ),

        {{ table_name }}_checks as (
            select
                {{ dbt.string_literal(table_name) }} as source_table,
                count(*) as kept_rows,
                count(*) - count(row_key) as rows_without_key,
                count(sampled_key) - count(distinct sampled_key) as repeated_keys,
                {% if check.refers %} count(sampled_reference) - count(parent_key)
                {% else %} 0
                {% endif %} as unknown_references,
                count(case when is_unsound = 1 then 1 end) as unsound_rows,
                min(case when is_unsound = 1 then row_key end) as unsound_key,
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
            checked.kept_rows,
            checked.rows_without_key,
            checked.repeated_keys,
            checked.unknown_references,
            checked.unsound_rows,
            checked.unsound_key,
            {{ dbt.datediff("checked.newest_at", "as_of_dates.as_of_date", "day") }}
            as days_since_newest_row,
            checked.amount
        from checked
        cross join as_of_dates
    )

select *
from staging_checks
