with

    numbers as (
        {% for number in ["null", "2", "null", "1"] %}
            select
                cast({{ number }} as {{ dbt.type_int() }}) as number
                {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    placed as (
        select
            number,
            row_number() over (
                order by {{ customer_segmentation.in_order(["number"]) }}
            ) as place,
            row_number() over (
                order by {{ customer_segmentation.in_order(["number desc"]) }}
            ) as place_from_end
        from numbers
    )

select *
from placed
where place > 2 and number is not null or place_from_end > 2 and number is not null
