with

    fenced as (
        select number, number + 1 as next_number
        from (select 1 as number {{ customer_segmentation.fence() }}) as numbers
    )

select *
from fenced
where number <> 1 or next_number <> 2
