{#- Every current customer has a row. -#}
{% test covers_every_current_customer(model) %}
    select customers.customer_id
    from {{ ref("customer_features") }} as customers
    left join {{ model }} as covered on customers.customer_id = covered.customer_id
    where customers.is_current and covered.customer_id is null
{% endtest %}
