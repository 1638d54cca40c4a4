-- Every basket, line, household and campaign event of the files is used. A row is a raw
-- table whose counts differ from that.
with

    row_counts as (select * from {{ ref("row_counts") }}),

    expected as (
        select *
        from
            (
                values
                    ('orders', 155848),
                    ('order_items', 1469307),
                    ('customers', 801),
                    ('products', 92331),
                    ('events', 8691)
            ) as counts(source_table, raw_rows)
    )

select expected.*
from expected
left join row_counts on expected.source_table = row_counts.source_table
where
    row_counts.raw_rows is distinct from expected.raw_rows
    or row_counts.kept_rows is distinct from expected.raw_rows
