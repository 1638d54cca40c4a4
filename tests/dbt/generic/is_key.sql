{#- The column is never null and no value comes twice. -#}
{% test is_key(model, column_name) %}
    select {{ column_name }}, count(*) as row_count
    from {{ model }}
    group by {{ column_name }}
    having count(*) > 1 or {{ column_name }} is null
{% endtest %}
