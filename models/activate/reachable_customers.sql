{% set chosen_channels = var("audience_channels") or [] %}
{% set consent_default = var("audience_consent_default") %}
with

    customer_features as (select * from {{ ref("customer_features") }}),

    contacts as (
        select *
        from {{ ref("stg_crm__customers") }}
        where
            {{ customer_segmentation.key_hash("customer_id") }}
            not in (select key_hash from {{ ref("erased_customer_keys") }})
    ),

    unreadable_consents as (select * from {{ ref("unreadable_consents") }}),

    late_refusals as (select * from {{ ref("late_refusals") }}),

    consenting_customers as (
        select
            contacts.customer_id,
            contacts.email,
            contacts.phone,
            contacts.first_name,
            contacts.last_name,
            coalesce(customer_features.is_email_unsubscribed, false)
            or late_refusals.customer_id is not null as is_email_unsubscribed
        from contacts
        inner join
            customer_features on contacts.customer_id = customer_features.customer_id
        left join
            unreadable_consents
            on contacts.customer_id = unreadable_consents.customer_id
        left join late_refusals on contacts.customer_id = late_refusals.customer_id
        where
            customer_features.is_current
            and coalesce(
                customer_features.has_marketing_consent,
                {{ consent_default }} and unreadable_consents.customer_id is null
            )
    ),

    reachable_customers as (
        {% for channel in ["email", "phone"] %}
            select
                customer_id,
                {{ customer_segmentation.text_literal(channel) }} as channel,
                email,
                phone,
                first_name,
                last_name
            from consenting_customers
            where
                {{ channel }} is not null
                and {{ "1 = 1" if channel in chosen_channels else "1 = 0" }}
                {% if channel == "email" %} and not is_email_unsubscribed {% endif %}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from reachable_customers
