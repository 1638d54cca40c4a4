with
    orders as (
        select ordered_date
        from {{ ref("base_shop__orders") }}
        where ordered_date >= cast('1900-01-01' as date)
    ),

    current_dates as (
        select
            {% if var("as_of_date", none) %}cast('{{ var("as_of_date") }}' as date)
            {% else %}cast({{ dbt.dateadd("day", 1, "max(ordered_date)") }} as date)
            {% endif %} as as_of_date
        from orders
    ),

    as_of_dates as (
        {% for period_index in range(var("history_periods") + 1) %}
        select
            cast(
                {{ dbt.dateadd("day", -period_index * var("period_days"), "as_of_date") }}
                as date
            ) as as_of_date,
            {{ period_index }} as period_index,
            {{ "true" if period_index == 0 else "false" }} as is_current
        from current_dates
        {% if not loop.last %}
        union all
        {% endif %}
        {% endfor %}
    )

select *
from as_of_dates
