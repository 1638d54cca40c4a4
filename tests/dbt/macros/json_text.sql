with

    hostile as (
        select
            {{ dbt.concat(["'a'", "chr(1)", "chr(10)", "chr(31)", "chr(34)", "chr(92)", "chr(233)"]) }}
            as words,
            {{ dbt.concat([
                "chr(34)", "'a'", "chr(92)", "'u0001'", "chr(92)", "'n'", "chr(92)", "'u001f'",
                "chr(92)", "chr(34)", "chr(92)", "chr(92)", "chr(233)", "chr(34)",
            ]) }}
            as expected
    )

select *
from hostile
where
    lower({{ customer_segmentation.json_text("words") }}) <> expected
    or {{ customer_segmentation.json_text("null") }} is not null
