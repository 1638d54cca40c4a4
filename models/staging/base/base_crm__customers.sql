with
    raw_customers as ({{ customer_segmentation.raw_select("customers") }}),

    cleaned as (
        select
            {{ customer_segmentation.clean_id("customer_id") }} as customer_id,
            lower({{ customer_segmentation.clean_text("email") }}) as raw_email,
            {{ customer_segmentation.clean_text("phone") }} as phone,
            {{ customer_segmentation.clean_text("first_name") }} as first_name,
            {{ customer_segmentation.clean_text("last_name") }} as last_name,
            {{ customer_segmentation.clean_timestamp("birth_date") }} as birth_date,
            lower({{ customer_segmentation.clean_text("gender") }}) as gender,
            {{ customer_segmentation.clean_text("city") }} as city,
            {{ customer_segmentation.clean_text("region") }} as region,
            {{ customer_segmentation.clean_text("postal_code") }} as postal_code,
            {{ customer_segmentation.clean_text("country") }} as country,
            {{ customer_segmentation.clean_text("acquisition_channel") }}
            as acquisition_channel,
            {{ customer_segmentation.clean_text("loyalty_tier") }} as loyalty_tier,
            {{ customer_segmentation.clean_timestamp("signed_up_at") }} as signed_up_at,
            {{ customer_segmentation.clean_boolean("marketing_consent") }}
            as marketing_consent,
            {{ customer_segmentation.clean_id("canonical_customer_id") }}
            as canonical_customer_id,
            {{ customer_segmentation.clean_timestamp("updated_at") }} as updated_at,
            birth_date as raw_birth_date,
            signed_up_at as raw_signed_up_at,
            marketing_consent as raw_marketing_consent,
            updated_at as raw_updated_at
        from raw_customers
    ),

    customers as (
        select
            customer_id,
            case when raw_email like '%_@_%._%' then raw_email end as email,
            phone,
            first_name,
            last_name,
            case
                when birth_date >= cast('1900-01-01' as date)
                then cast(birth_date as date)
            end as birth_date,
            {{
                customer_segmentation.standard_code(
                    "gender",
                    ["female", "male", "other"],
                    customer_segmentation.gender_synonyms(),
                    unknown_mark="",
                )
            }} as gender,
            city,
            region,
            postal_code,
            {{ customer_segmentation.standard_country("country") }} as country,
            lower(acquisition_channel) as acquisition_channel,
            lower(loyalty_tier) as loyalty_tier,
            case
                when signed_up_at >= cast('1900-01-01' as date) then signed_up_at
            end as signed_up_at,
            marketing_consent,
            canonical_customer_id,
            updated_at,
            raw_email,
            raw_birth_date,
            raw_signed_up_at,
            raw_marketing_consent,
            raw_updated_at
        from cleaned
    )

select *
from customers
