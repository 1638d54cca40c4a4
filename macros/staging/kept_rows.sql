{#-
    The kept rows of a raw table: those without an exception, and of the exceptions the kept one.
-#}
{% macro kept_rows(base, exceptions, key, columns) %}
    select {{ columns | join(", ") }}
    from {{ base }}
    where
        {{ key }} is not null
        and not exists (
            select 1 from {{ exceptions }} where {{ exceptions }}.{{ key }} = {{ base }}.{{ key }}
        )
    union all
    select {{ columns | join(", ") }}
    from {{ exceptions }}
    where row_status = 'kept'
{% endmacro %}
