{% set as_of_date = (
    customer_segmentation.text_literal(var("as_of_date"))
    if var("as_of_date")
    else dbt.dateadd("day", 1, "last_order_date")
) %}
with
    current_dates as (
        select cast({{ as_of_date }} as date) as as_of_date, first_order_date
        from {{ ref("order_dates") }}
    ),

    dates as (
        {% for period_index in range(customer_segmentation.periods_before() + 1) %}
            select
                cast(
                    {{ dbt.dateadd("day", -period_index * var("period_days"), "as_of_date") }}
                    as date
                ) as as_of_date,
                {{ period_index }} as period_index,
                {{ "true" if period_index == 0 else "false" }} as is_current,
                first_order_date
            from current_dates
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    as_of_dates as (
        select
            as_of_date,
            period_index,
            is_current,
            coalesce(
                {{ customer_segmentation.days_between("first_order_date", "as_of_date") }}
                >= 365,
                true
            ) as has_full_year
        from dates
    )

select *
from as_of_dates
