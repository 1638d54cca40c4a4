{% set as_text = dbt.type_string() %}
{% set not_one = "more than one row per customer: group by customer_id, or describe its column as_of_date" %}
{% set not_one_by_date = "more than one row per customer and as-of date: group by both" %}
{% set nobody = "no customer of the mart is in it: customer_id is the id after duplicates were resolved" %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    extended as (select * from {{ ref("customer_features_extended") }}),

    faults as (
        {% for own_model in customer_segmentation.feature_models() %}
            {% set relation = ref(own_model) %}
            {% set node = customer_segmentation.feature_nodes()[loop.index] or {} %}
            {% set by_date = "as_of_date" in (node.columns or {}) %}
            {% set dated = ((node.meta or {}).get("segmentation") or {}).get("date_column") %}
            select
                {{ customer_segmentation.text_literal(own_model) }} as model_name,
                {{ customer_segmentation.text_literal(not_one_by_date if by_date else not_one) }}
                as fault,
                sum(row_count - 1) as affected_rows
            from
                (
                    select count(*) as row_count
                    from {{ relation }}
                    group by customer_id {%- if by_date %}, as_of_date {%- endif %}
                ) as counted
            where row_count > 1
            union all
            select
                {{ customer_segmentation.text_literal(own_model) }} as model_name,
                {{ customer_segmentation.text_literal(nobody) }} as fault,
                count(*) as affected_rows
            from {{ relation }} as own
            where
                not exists (
                    select 1
                    from extended
                    inner join
                        {{ relation }} as known
                        on extended.customer_id
                        = cast(known.customer_id as {{ as_text }})
                        {%- if by_date %}
                            and extended.as_of_date = cast(known.as_of_date as date)
                        {%- endif %}
                )
            union all
            {% if dated %}
                select
                    {{ customer_segmentation.text_literal(own_model) }} as model_name,
                    {{ customer_segmentation.text_literal(
                        dated ~ " is not before the as-of date: leave out what happened later"
                    ) }}
                    as fault,
                    count(*) as affected_rows
                from {{ relation }} as own
                where
                    cast(own.{{ dated }} as date)
                    >= {% if by_date -%} cast(own.as_of_date as date)
                    {%- else -%} (select max(as_of_date) from as_of_dates)
                    {%- endif %}
                union all
            {% endif %}
        {% endfor %}
        select
            cast(null as {{ as_text }}) as model_name,
            cast(null as {{ as_text }}) as fault,
            0 as affected_rows
    )

select *
from faults
where affected_rows > 0
