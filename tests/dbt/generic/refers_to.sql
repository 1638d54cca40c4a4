{#-
    Every value of the column is one of a field of another relation. With one_in: 16, about every
    16th value is looked at.
-#}
{% test refers_to(model, column_name, to, field, one_in=1) %}
    select child_rows.child_key
    from
        (
            select {{ column_name }} as child_key
            from {{ model }}
            where {{ customer_segmentation.is_in_sample(column_name, one_in) }}
        ) as child_rows
    left join
        (
            select {{ field }} as parent_key
            from {{ to }}
            where {{ customer_segmentation.is_in_sample(field, one_in) }}
        ) as parent_rows
        on child_rows.child_key = parent_rows.parent_key
    where child_rows.child_key is not null and parent_rows.parent_key is null
{% endtest %}
