{#-
    Of a hundred buyers and more, one in ten is in the customer table, if there is one: where
    hardly any is, the two tables name people in different ways.
-#}
{% test customers_are_those_who_order(model) %}
    with
        customers as (select customer_id from {{ ref("stg_crm__customers") }}),

        buyers as (select distinct customer_id from {{ model }}),

        counted as (
            select
                count(*) as buyers,
                count(customers.customer_id) as known_buyers,
                min(buyers.customer_id) as buyer
            from buyers
            left join customers on buyers.customer_id = customers.customer_id
        )
    select
        counted.buyers,
        counted.known_buyers,
        counted.buyer as customer_id_of_orders,
        listed.customer as customer_id_of_customers,
        'map customer_id of raw_tables.orders and of raw_tables.customers to the same id: customers who buy are described by no row, and those described seem never to buy'
        as remedy
    from counted
    cross join (select min(customer_id) as customer from customers) as listed
    where
        counted.buyers >= 100
        and counted.known_buyers < 0.1 * counted.buyers
        and listed.customer is not null
{% endtest %}
