{#-
    For tests of macros: the pairs of SQL expressions (found, expected) that are not equal, as
    rows of texts.
-#}
{% macro unequal_cases(pairs) %}
    {% for found, expected in pairs %}
        select
            {{ customer_segmentation.text_literal(found | trim) }} as expression,
            cast(({{ found }}) as {{ dbt.type_string() }}) as found,
            cast(({{ expected }}) as {{ dbt.type_string() }}) as expected
        from (select 1 as one) as one_row
        where
            not coalesce(({{ found }}) = ({{ expected }}), false)
            and not (({{ found }}) is null and ({{ expected }}) is null)
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
{% endmacro %}
