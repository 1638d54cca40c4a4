-- Invoices that begin with C are cancellations: their lines are negative.
with

    lines as (select * from {{ source("online_retail", "lines") }}),

    invoices as (
        select
            invoiceno as order_id,
            min(customerid) as customer_id,
            min(invoicedate) as ordered_at,
            'web' as channel,
            'GBP' as currency,
            sum(quantity * unitprice) as total_amount
        from lines
        group by invoiceno
    )

select *
from invoices
