{#-
    Customer ids that stand for another customer, with the one that they stand for. Links are
    followed by pointer doubling: each step goes twice as far as the one before, and keeps the
    smallest id on the way, which names a circle.

    Arguments:
        customers: a relation or a query in brackets, with the columns of base_crm__customers.
-#}
{% macro alias_rows(customers) %}
    {% set hops = customer_segmentation.alias_hops(customers) %}
    with
        customers as (
            select * from {{ customers }} as all_customers where customer_id is not null
        ),

        linked_customers as (
            select distinct customer_id
            from customers
            where canonical_customer_id is not null
        ),

        linked_versions as (
            select
                customers.customer_id,
                customers.canonical_customer_id,
                row_number() over (
                    partition by customers.customer_id
                    order by
                        case
                            when cast(customers.updated_at as date) <= {{ customer_segmentation.run_date() }}
                            then 0
                            else 1
                        end,
                        customers.updated_at desc,
                        case when customers.canonical_customer_id is null then 1 else 0 end,
                        customers.canonical_customer_id
                ) as version
            from customers
            inner join
                linked_customers on customers.customer_id = linked_customers.customer_id
        ),

        step_0 as (
            select
                customer_id,
                canonical_customer_id as next_customer_id,
                customer_id as smallest_customer_id
            from linked_versions
            where
                version = 1
                and canonical_customer_id <> customer_id
                and {{ customer_segmentation.computed_once() }}
        ),

        {% for hop in range(1, hops + 1) %}
            step_{{ hop }} as (
                select
                    near.customer_id,
                    coalesce(
                        far.next_customer_id, near.next_customer_id
                    ) as next_customer_id,
                    least(
                        near.smallest_customer_id,
                        coalesce(far.smallest_customer_id, near.next_customer_id)
                    ) as smallest_customer_id
                from step_{{ hop - 1 }} as near
                left join
                    step_{{ hop - 1 }} as far on near.next_customer_id = far.customer_id
                where {{ customer_segmentation.computed_once() }}
            ),
        {% endfor %}

        linked_aliases as (
            select
                near.customer_id,
                coalesce(
                    far.smallest_customer_id, near.next_customer_id
                ) as canonical_customer_id
            from step_{{ hops }} as near
            left join step_{{ hops }} as far on near.next_customer_id = far.customer_id
            where {{ customer_segmentation.computed_once() }}
        ),

        addresses as ({{ customer_segmentation.shared_addresses() }}),

        customer_aliases as (
            select
                linked_aliases.customer_id,
                coalesce(
                    addresses.canonical_customer_id, linked_aliases.canonical_customer_id
                ) as canonical_customer_id
            from linked_aliases
            left join
                addresses on linked_aliases.canonical_customer_id = addresses.customer_id
            where
                linked_aliases.customer_id <> coalesce(
                    addresses.canonical_customer_id, linked_aliases.canonical_customer_id
                )
            union all
            select addresses.customer_id, addresses.canonical_customer_id
            from addresses
        )

    select *
    from customer_aliases
{% endmacro %}

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

{#-
    The columns of a relation, or of a query in brackets, with the canonical customer in place of the id
    that a row names, as customer_id.
-#}
{% macro of_canonical_customers(relation, columns, id="customer_id") -%}
    select
        coalesce(customer_aliases.canonical_customer_id, named_rows.{{ id }}) as customer_id
        {%- for column in columns if column != id %},
            named_rows.{{ column }}
        {%- endfor %}
    from {{ relation }} as named_rows
    left join
        {{ ref("customer_aliases") }} as customer_aliases
        on named_rows.{{ id }} = customer_aliases.customer_id
{%- endmacro %}
