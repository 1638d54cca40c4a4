-- What the data lack when nobody can be written to; null when somebody can.
with

    customer_features as (select * from {{ ref("customer_features") }}),

    contacts as (select * from {{ ref("stg_crm__customers") }}),

    reachable_customers as (select * from {{ ref("reachable_customers") }}),

    counts as (
        select
            count(customer_features.has_marketing_consent) as with_known_consent,
            count(
                case when customer_features.has_marketing_consent then 1 end
            ) as with_consent,
            count(coalesce(contacts.email, contacts.phone)) as with_address
        from customer_features
        left join contacts on customer_features.customer_id = contacts.customer_id
        where customer_features.is_current
    ),

    reachable as (select count(*) as addresses from reachable_customers),

    reach_problem as (
        select
            case
                when reachable.addresses > 0
                then cast(null as {{ dbt.type_string() }})
                when {{ "1 = 0" if var("audience_channels") else "1 = 1" }}
                then 'audience_channels names no channel'
                when counts.with_address = 0
                then
                    'no customer has an e-mail address or telephone number: map email or phone in raw_tables.customers'
                when counts.with_known_consent = 0
                then
                    'nobody is known to have agreed to marketing: map marketing_consent in raw_tables.customers, or set audience_consent_default where consent is recorded elsewhere'
                when counts.with_consent = 0
                then 'no customer has agreed to marketing'
                else
                    'everybody who has agreed to marketing has unsubscribed, is erased, or has no address for audience_channels'
            end as problem
        from counts
        cross join reachable
    )

select *
from reach_problem
