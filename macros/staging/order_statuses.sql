{#- The statuses that the contract knows for orders. -#}
{% macro order_statuses() %}
    {% do return(["completed", "returned", "cancelled"]) %}
{% endmacro %}
