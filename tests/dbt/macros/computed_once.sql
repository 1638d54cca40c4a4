with

    numbers as (
        select number
        from
            (
                select 1 as number
                union all
                select null as number
            ) as two_rows
        where {{ customer_segmentation.computed_once() }}
    ),

    counted as (select count(*) as row_count from numbers)

select *
from counted
where row_count <> 2
