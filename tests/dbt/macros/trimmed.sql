with

    texts as (
        select
            {{ dbt.concat(["chr(9)", "chr(160)", "'a b'", "chr(8203)", "chr(13)", "chr(10)"]) }}
            as dirty,
            {{ dbt.concat(["chr(65279)", "' '"]) }} as nothing,
            {{ dbt.concat(["chr(220)", "'x'"]) }} as umlaut
    ),

    trimmed as (
        select
            {{ customer_segmentation.trimmed("dirty") }} as dirty,
            {{ customer_segmentation.trimmed("nothing") }} as nothing,
            {{ customer_segmentation.trimmed("umlaut") }} as trimmed_umlaut,
            umlaut
        from texts
    )

select *
from trimmed
where
    not coalesce(dirty = 'a b', false)
    or nothing is not null
    or trimmed_umlaut <> umlaut
