{#-
    The kept rows of a raw table: those without an exception, and of the exceptions the kept one.
    The left join is what every engine turns into a plain anti join.
-#}
{% macro kept_rows(base, exceptions, key, columns) %}
    select
        {% for column in columns %}
            {{ base }}.{{ column }}{{ "," if not loop.last }}
        {% endfor %}
    from {{ base }}
    left join {{ exceptions }} on {{ base }}.{{ key }} = {{ exceptions }}.{{ key }}
    where {{ base }}.{{ key }} is not null and {{ exceptions }}.{{ key }} is null
    union all
    select {{ columns | join(", ") }}
    from {{ exceptions }}
    where row_status = 'kept'
{% endmacro %}
