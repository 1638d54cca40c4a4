-- One code has several descriptions, notes like 'damaged' among them: the most
-- used wins.
with

    lines as (select * from {{ source("online_retail", "lines") }}),

    descriptions as (
        select
            upper(stockcode) as product_id,
            trim(description) as product_name,
            count(*) as line_count
        from lines
        group by all
    ),

    stock_items as (
        select product_id, product_name
        from descriptions
        qualify
            row_number() over (
                partition by product_id
                order by product_name is null, line_count desc, product_name
            )
            = 1
    )

select *
from stock_items
