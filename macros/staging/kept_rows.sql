{#-
    The kept rows of a raw table: those without an exception, and of the exceptions the kept one.
    Rows without a key are exceptions too and meet as empty text, which no cleaned key is. The left
    join is what every engine turns into a plain anti join.
-#}
{% macro kept_rows(base, exceptions, key, columns) %}
    select
        {% for column in columns %}
            {{ base }}.{{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ base }}
    left join
        {{ exceptions }}
        on coalesce({{ base }}.{{ key }}, '') = coalesce({{ exceptions }}.{{ key }}, '')
    where {{ exceptions }}.row_status is null
    union all
    select {{ columns | join(", ") }}
    from {{ exceptions }}
    where row_status = 'kept'
{% endmacro %}
