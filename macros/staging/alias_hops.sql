{#-
    Steps of pointer doubling after which every chain of aliases is followed to its end: no chain is
    longer than there are customers with a link. Before the customers are there, those of the demo.
-#}
{% macro alias_hops(customers) %}
    {% set hops = namespace(count=4) %}
    {% set is_there = customers is string or not customers.is_cte and load_relation(customers) %}
    {% if execute and flags.WHICH in ["build", "run"] and is_there %}
        {% set query %}
            select count(distinct customer_id) as linked_customers
            from {{ customers }} as customers
            where canonical_customer_id is not null and canonical_customer_id <> customer_id
        {% endset %}
        {% set links = run_query(query).rows[0][0] | int %}
        {% set hops.count = 1 %}
        {% for exponent in range(1, 40) if 2 ** exponent < links %}
            {% set hops.count = exponent + 1 %}
        {% endfor %}
    {% endif %}
    {% do return(hops.count) %}
{% endmacro %}
