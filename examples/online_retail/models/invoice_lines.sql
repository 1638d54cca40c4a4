-- Lines have no number of their own. Equal lines of one invoice stay apart: the
-- published figures count them all.
with

    lines as (select * from {{ source("online_retail", "lines") }}),

    invoice_lines as (
        select
            invoiceno
            || '-'
            || row_number() over (
                partition by invoiceno
                order by stockcode, description, quantity, unitprice, invoicedate
            ) as order_item_id,
            invoiceno as order_id,
            upper(stockcode) as product_id,
            quantity,
            unitprice as unit_price
        from lines
    )

select *
from invoice_lines
