{% set columns = [
    "customer_id",
    "email",
    "phone",
    "first_name",
    "last_name",
    "birth_date",
    "gender",
    "city",
    "region",
    "postal_code",
    "country",
    "acquisition_channel",
    "loyalty_tier",
    "signed_up_at",
    "marketing_consent",
    "updated_at",
] %}

with
    customers as (select * from {{ ref("base_crm__customers") }}),

    customer_exceptions as (select * from {{ ref("customer_exceptions") }}),

    customer_aliases as (select * from {{ ref("customer_aliases") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }} where is_current),

    {% for column in ["city", "region", "country"] %}
        {{ column }}_spellings as (
            {{
            customer_segmentation.usual_spellings(
                ref("base_crm__customers"), column
            )
        }}
        ),
    {% endfor %}

    kept_customers as (
        {{
            customer_segmentation.kept_rows(
                "customers", "customer_exceptions", "customer_id", columns
            )
        }}
    ),

    canonical_customers as (
        select
            coalesce(
                customer_aliases.canonical_customer_id, kept_customers.customer_id
            ) as customer_id,
            kept_customers.email,
            kept_customers.phone,
            kept_customers.first_name,
            kept_customers.last_name,
            case
                when kept_customers.birth_date < as_of_dates.as_of_date
                then kept_customers.birth_date
            end as birth_date,
            kept_customers.gender,
            coalesce(city_spellings.spelling, kept_customers.city) as city,
            coalesce(region_spellings.spelling, kept_customers.region) as region,
            kept_customers.postal_code,
            coalesce(country_spellings.spelling, kept_customers.country) as country,
            kept_customers.acquisition_channel,
            kept_customers.loyalty_tier,
            kept_customers.signed_up_at,
            kept_customers.marketing_consent,
            kept_customers.updated_at
        from kept_customers
        cross join as_of_dates
        left join
            customer_aliases
            on kept_customers.customer_id = customer_aliases.customer_id
        left join
            city_spellings on lower(kept_customers.city) = city_spellings.lower_case
        left join
            region_spellings
            on lower(kept_customers.region) = region_spellings.lower_case
        left join
            country_spellings
            on lower(kept_customers.country) = country_spellings.lower_case
    )

select *
from canonical_customers
