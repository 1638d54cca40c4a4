{#-
    The column is never null and no value comes twice. With one_in: 16, about every 16th value is
    looked at, for tables where counting all values takes seconds.
-#}
{% test is_key(model, column_name, one_in=1) %}
    select {{ column_name }}, count(*) as row_count
    from {{ model }}
    where
        {{ column_name }} is null
        or {{ customer_segmentation.is_in_sample(column_name, one_in) }}
    group by {{ column_name }}
    having count(*) > 1 or {{ column_name }} is null
{% endtest %}
