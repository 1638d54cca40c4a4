{#- Written before any public table is replaced; finish_build completes it. -#}
select
    cast(
        {{ customer_segmentation.text_literal(invocation_id) }}
        as {{ dbt.type_string() }}
    ) as build_id,
    cast(false as {{ dbt.type_boolean() }}) as is_complete
