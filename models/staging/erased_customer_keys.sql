{% if not var("erased_customers") %}
    select {{ customer_segmentation.key_hash("customer_id") }} as key_hash
    from
        (
            {{ customer_segmentation.empty_select({"customer_id": dbt.type_string()}) }}
        ) as nobody
{% else %}
    {% set all_customers %}
        ({{ customer_segmentation.base_rows("customers", of="everybody") }})
    {% endset %}
    {% set customer_id = "cast(customer_id as " ~ dbt.type_string() ~ ")" %}
    with

        aliases as ({{ customer_segmentation.alias_rows(all_customers) }}),

        given_ids as (
            select {{ customer_segmentation.trimmed(customer_id) }} as customer_id
            from ({{ customer_segmentation.erased_customers() }}) as erased_customers
        ),

        persons as (
            select
                coalesce(
                    aliases.canonical_customer_id, given_ids.customer_id
                ) as customer_id
            from given_ids
            left join aliases on given_ids.customer_id = aliases.customer_id
        ),

        erased_customer_keys as (
            select {{ customer_segmentation.key_hash("customer_id") }} as key_hash
            from persons
            where customer_id is not null
            union distinct
            select
                {{ customer_segmentation.key_hash("aliases.customer_id") }} as key_hash
            from aliases
            inner join persons on aliases.canonical_customer_id = persons.customer_id
        )

    select *
    from erased_customer_keys
{% endif %}
