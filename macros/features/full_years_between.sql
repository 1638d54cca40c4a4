{#- Birthdays passed between two dates. -#}
{% macro full_years_between(first_date, second_date) -%}
    cast(
    extract(year from {{ second_date }})
    - extract(year from {{ first_date }})
    - case
        when
            100 * extract(month from {{ second_date }})
            + extract(day from {{ second_date }})
            < 100 * extract(month from {{ first_date }})
            + extract(day from {{ first_date }})
        then 1
        else 0
    end
    as {{ dbt.type_bigint() }})
{%- endmacro %}
