-- 135,080 lines and 3,710 invoices have no customer; the eight customers that moved
-- have two rows each. A row is a raw table whose counts differ from that.
with

    row_counts as (select * from {{ ref("row_counts") }}),

    expected as (
        select *
        from
            (
                values
                    ('orders', 25900, 22190, 0, 3710),
                    ('order_items', 541909, 406829, 0, 135080),
                    ('customers', 4380, 4372, 8, 0),
                    ('products', 3958, 3958, 0, 0)
            ) as counts(source_table, raw_rows, kept_rows, merged_rows, rejected_rows)
    )

select expected.*
from expected
anti join
    row_counts using (source_table, raw_rows, kept_rows, merged_rows, rejected_rows)
