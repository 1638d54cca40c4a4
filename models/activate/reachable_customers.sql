{% set chosen_channels = var("audience_channels") or [] %}
with

    contact_consents as (
        select *
        from
            {{ ref("contact_consents") }}
            {% for channel in ["email", "phone"] if channel not in chosen_channels %}
                {{ "where" if loop.first else "and" }}
                channel <> {{ customer_segmentation.text_literal(channel) }}
            {% endfor %}
    ),

    -- An address of several customers is written to when none of them refuses.
    refused_addresses as (
        select distinct channel, address from contact_consents where is_refused
    ),

    reachable_customers as (
        select
            contact_consents.customer_id,
            contact_consents.channel,
            contact_consents.email,
            contact_consents.phone,
            contact_consents.first_name,
            contact_consents.last_name
        from contact_consents
        left join
            refused_addresses
            on contact_consents.channel = refused_addresses.channel
            and contact_consents.address = refused_addresses.address
        where contact_consents.is_agreed and refused_addresses.address is null
    )

select *
from reachable_customers
