with

    texts as (
        select
            {{ customer_segmentation.text_literal("\t\u00a0a b\u200b\r\n") }} as dirty,
            {{ customer_segmentation.text_literal("\ufeff ") }} as nothing,
            {{ customer_segmentation.text_literal("a\u200d") }} as joined,
            {{ dbt.concat(["chr(220)", "'x'"]) }} as umlaut
    ),

    trimmed as (
        select
            {{ customer_segmentation.trimmed("dirty") }} as dirty,
            {{ customer_segmentation.trimmed("nothing") }} as nothing,
            {{ customer_segmentation.trimmed("joined") }} as joined,
            {{ customer_segmentation.trimmed("umlaut") }} as trimmed_umlaut,
            umlaut
        from texts
    )

select *
from trimmed
where
    not coalesce(dirty = 'a b', false)
    or nothing is not null
    or not coalesce(joined = 'a', false)
    or trimmed_umlaut <> umlaut
