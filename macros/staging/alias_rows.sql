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
