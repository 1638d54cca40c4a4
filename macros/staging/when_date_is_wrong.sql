{#- The branches of a `case` that give the reason why a row's timestamp cannot be used. -#}
{% macro when_date_is_wrong(column) -%}
    when {{ column }} is null
    then 'no {{ column }}'
    when {{ column }} < cast('1900-01-01' as date)
    then '{{ column }} before 1900'
    when {{ column }} >= as_of_date
    then '{{ column }} on or after as_of_date'
{%- endmacro %}
