{#-
    The SQL condition holds in every row; with one_in: 16 and a key, in those rows whose key is
    among about every 16th.
-#}
{% test holds(model, expression, one_in=1, key=none) %}
    select *
    from {{ model }}
    where
        {{ customer_segmentation.is_in_sample(key, one_in) }}
        and ({{ expression }}) is not true
{% endtest %}
