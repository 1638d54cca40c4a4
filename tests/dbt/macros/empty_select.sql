with

    no_rows as (
        {{ customer_segmentation.empty_select({
            "name": dbt.type_string(), "day": "date", "number": customer_segmentation.type_double()
        }) }}
        union all
        select
            'only',
            cast('2024-01-01' as date),
            {{ customer_segmentation.double_literal("0.5") }}
    ),

    counted as (
        select
            count(*) as row_count,
            min(name) as name,
            max(day) as day,
            sum(number) as number
        from no_rows
    )

select *
from counted
where
    row_count <> 1
    or name <> 'only'
    or day <> cast('2024-01-01' as date)
    or number <> {{ customer_segmentation.double_literal("0.5") }}
