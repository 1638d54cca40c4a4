{#-
    Keys, references and conditions of every staging model, checked in one scan of each. All rows
    outside the sample of keys share one group, which spares a count of distinct keys of its own.
-#}
{% set contract = customer_segmentation.raw_contract() %}
{% set text = dbt.type_string() %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }} where is_current),

    {% for table_name, table in contract.items() %}
        {% set one_in = 16 if table.is_large else 1 %}
        {% set reference = (
            table.refers_to.column if table.refers_to else "cast(null as " ~ text ~ ")"
        ) %}
        {{ table_name }}_rows as (
            select
                {{ table.key }} as row_key,
                case
                    when {{ customer_segmentation.is_in_sample(table.key, one_in) }}
                    then {{ table.key }}
                end as sampled_key,
                case
                    when {{ customer_segmentation.is_in_sample(reference, one_in) }}
                    then {{ reference }}
                end as sampled_reference,
                case
                    when {{ customer_segmentation.is_unsound(table_name) }}
                    then coalesce(cast({{ table.key }} as {{ text }}), '')
                end as unsound_key,
                cast(
                    {{ table.happened_at or "null" }} as {{ dbt.type_timestamp() }}
                ) as happened_at,
                cast(
                    {{ table.amount or "null" }}
                    as {{ customer_segmentation.type_double() }}
                ) as amount
            from {{ ref(table.stg_model) }}
        ),

        {{ table_name }}_parents as (
            {% if table.refers_to %}
                select {{ reference }} as parent_key
                from {{ ref(table.refers_to.model) }}
                where {{ customer_segmentation.is_in_sample(reference, one_in) }}
            {% else %}{{ customer_segmentation.empty_select({"parent_key": text}) }}
            {% endif %}
        ),

        {{ table_name }}_by_sampled_key as (
            select
                sampled_key,
                count(*) as kept_rows,
                count(row_key) as rows_with_key,
                count(sampled_reference) - count(parent_key) as unknown_references,
                min(
                    case when parent_key is null then sampled_reference end
                ) as unknown_reference,
                count(unsound_key) as unsound_rows,
                min(unsound_key) as unsound_key,
                max(happened_at) as newest_at,
                sum(amount) as amount
            from {{ table_name }}_rows
            left join {{ table_name }}_parents on sampled_reference = parent_key
            group by sampled_key
        ),
    {% endfor %}

    staging_checks as (
        {% for table_name in contract %}
            select
                {{ customer_segmentation.text_literal(table_name) }} as source_table,
                {% for name, counted in {
                    "kept_rows": "kept_rows",
                    "rows_without_key": "kept_rows - rows_with_key",
                    "repeated_keys": "case when sampled_key is not null then kept_rows - 1 end",
                    "unknown_references": "unknown_references",
                    "unsound_rows": "unsound_rows",
                }.items() %}
                    cast(
                        coalesce(sum({{ counted }}), 0) as {{ dbt.type_bigint() }}
                    ) as {{ name }},
                {% endfor %}
                min(case when kept_rows > 1 then sampled_key end) as repeated_key,
                min(unknown_reference) as unknown_reference,
                min(unsound_key) as unsound_key,
                {{ customer_segmentation.days_between("max(newest_at)", "max(as_of_date)") }}
                as days_since_newest_row,
                sum(amount) as amount
            from {{ table_name }}_by_sampled_key
            cross join as_of_dates
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from staging_checks
