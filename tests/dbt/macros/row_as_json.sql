with

    one_row as (
        select
            {{ customer_segmentation.text_literal('a "b" \\ c') }} as words,
            7 as number,
            cast(null as {{ dbt.type_string() }}) as nothing,
            {{ dbt.concat(["'x'", "chr(10)", "'y'", "chr(9)", "'z'"]) }} as lines
    ),

    written as (
        select
            {{ customer_segmentation.row_as_json(["words", "number", "nothing", "lines"]) }}
            as whole,
            {{ customer_segmentation.row_as_json(["nothing"]) }} as empty
        from one_row
    )

select *
from written
where
    whole
    <> {{ customer_segmentation.text_literal(
        '{"words": "a \\"b\\" \\\\ c", "number": "7", "lines": "x\\ny\\tz"}'
    ) }}
    or empty <> '{}'
