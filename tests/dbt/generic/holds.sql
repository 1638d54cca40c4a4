{#- The SQL condition holds in every row; what to do where it does not is said in front of the row. -#}
{% test holds(model, expression, remedy=none) %}
    select
        {% if remedy %}
            {{ customer_segmentation.text_literal(remedy) }} as remedy,
        {% endif %} *
    from {{ model }}
    where ({{ expression }}) is not true
{% endtest %}
