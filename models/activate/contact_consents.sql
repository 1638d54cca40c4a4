{% set consent_default = var("audience_consent_default") %}
{#- The same number with and without what people write between its digits, +49 or 0049. -#}
{% set digits = "translate(consents.phone, '+ -/().\u00a0', '')" %}
{% set addresses = {
    "email": "consents.email",
    "phone": "case when " ~ digits ~ " like '00%' then substring(" ~ digits ~ ", 3) else " ~ digits ~ " end",
} %}
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

    consents as (
        select
            contacts.customer_id,
            contacts.email,
            contacts.phone,
            contacts.first_name,
            contacts.last_name,
            coalesce(
                customer_features.has_marketing_consent,
                {{ consent_default }} and unreadable_consents.customer_id is null
            ) as is_agreed,
            not coalesce(customer_features.has_marketing_consent, true)
            or unreadable_consents.customer_id is not null
            and customer_features.has_marketing_consent is null as is_refused,
            coalesce(
                customer_features.is_email_unsubscribed, false
            ) as is_email_unsubscribed
        from contacts
        inner join
            customer_features on contacts.customer_id = customer_features.customer_id
        left join
            unreadable_consents
            on contacts.customer_id = unreadable_consents.customer_id
        where customer_features.is_current
    ),

    contact_consents as (
        {% for channel, address in addresses.items() %}
            select
                consents.customer_id,
                {{ customer_segmentation.text_literal(channel) }} as channel,
                {{ address }} as address,
                consents.email,
                consents.phone,
                consents.first_name,
                consents.last_name,
                consents.is_agreed,
                consents.is_refused or late_refusals.customer_id is not null
                {{ "or consents.is_email_unsubscribed" if channel == "email" }}
                as is_refused
            from consents
            left join
                late_refusals
                on consents.customer_id = late_refusals.customer_id
                and late_refusals.channel
                = {{ customer_segmentation.text_literal(channel) }}
            where consents.{{ channel }} is not null
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from contact_consents
