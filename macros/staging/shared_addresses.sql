{#-
    Customers that share an e-mail address -> the one of them who signed up first. An address of
    more than email_max_customers customers (a family's shop, a call centre) joins nobody. Reads
    the CTEs customers and linked_aliases; no rows unless merge_customers_by_email is set.
-#}
{% macro shared_addresses() %}
    {% if not var("merge_customers_by_email") %}
        select customer_id, canonical_customer_id from linked_aliases where 1 = 0
    {% else %}
        select customer_id, canonical_customer_id
        from
            (
                select
                    customer_id,
                    count(*) over (partition by email) as customer_count,
                    first_value(customer_id) over (
                        partition by email
                        order by
                            case when signed_up_at is null then 1 else 0 end,
                            signed_up_at,
                            customer_id
                    ) as canonical_customer_id
                from
                    (
                        select
                            coalesce(
                                linked_aliases.canonical_customer_id,
                                customers.customer_id
                            ) as customer_id,
                            customers.email,
                            customers.signed_up_at,
                            row_number() over (
                                partition by
                                    coalesce(
                                        linked_aliases.canonical_customer_id,
                                        customers.customer_id
                                    )
                                order by
                                    case
                                        when linked_aliases.customer_id is null
                                        then 0
                                        else 1
                                    end,
                                    case
                                        when customers.updated_at is null then 1 else 0
                                    end,
                                    customers.updated_at desc,
                                    {{ customer_segmentation.in_order([
                                        "customers.customer_id", "customers.email", "customers.signed_up_at"
                                    ]) }}
                            ) as version
                        from customers
                        left join
                            linked_aliases
                            on customers.customer_id = linked_aliases.customer_id
                    ) as customer_versions
                where version = 1 and email is not null
            ) as address_customers
        where
            customer_count between 2 and {{ var("email_max_customers") }}
            and customer_id <> canonical_customer_id
    {% endif %}
{% endmacro %}
