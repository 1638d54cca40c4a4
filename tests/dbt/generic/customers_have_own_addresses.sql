{#-
    Of a hundred customers and more, few share an e-mail address: who is known under two ids is
    two customers, each with half of the orders and every e-mail.
-#}
{% test customers_have_own_addresses(model, max_share) %}
    with
        addresses as (
            select email, count(*) as customers
            from {{ model }}
            where email is not null
            group by email
        ),

        counted as (
            select
                sum(customers) as customers,
                sum(case when customers > 1 then customers else 0 end) as sharing
            from addresses
        )
    select
        sharing as customers_who_share_an_address,
        customers,
        'set merge_customers_by_email to true where these are the same people, or map canonical_customer_id'
        as remedy
    from counted
    where
        customers >= 100
        and sharing > {{ max_share }} * customers
        and {{ "1 = 0" if var("merge_customers_by_email") else "1 = 1" }}
{% endtest %}
