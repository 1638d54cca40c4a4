{#-
    Audiences are asked for but nobody may be contacted: says what the data lack, so that the table
    is never empty in silence.
-#}
{% test audiences_reach_someone(model) %}
    with
        reachable as (
            select
                count(*) as customers,
                count(customers.has_marketing_consent) as with_known_consent,
                sum(
                    case when customers.has_marketing_consent then 1 else 0 end
                ) as with_consent,
                count(coalesce(contacts.email, contacts.phone)) as with_address
            from {{ ref("customer_features") }} as customers
            left join
                {{ ref("stg_crm__customers") }} as contacts
                on customers.customer_id = contacts.customer_id
            where customers.is_current
        )
    select
        case
            when with_address = 0
            then
                'no customer has an e-mail address or telephone number: map them in raw_tables.customers, or set audience_channels to []'
            when with_known_consent = 0
            then
                'nobody is known to have agreed to marketing: map marketing_consent in raw_tables.customers; without it nobody is contacted unless audience_consent_default is true'
            when with_consent = 0
            then 'no customer has agreed to marketing'
            else
                'everybody who has agreed to marketing has unsubscribed, is erased, or has no address for audience_channels'
        end as reason,
        customers,
        with_address,
        with_known_consent,
        with_consent
    from reachable
    where
        {{ "1 = 1" if var("audience_channels") else "1 = 0" }}
        and not exists (select 1 from {{ model }})
{% endtest %}
