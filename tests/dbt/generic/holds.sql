{#- The SQL condition holds in every row. -#}
{% test holds(model, expression) %}
    select * from {{ model }} where ({{ expression }}) is not true
{% endtest %}
