select customer_id, email, phone, first_name, last_name, birth_date, gender, city, region, postal_code, country, acquisition_channel, loyalty_tier, signed_up_at, marketing_consent, updated_at
from {{ ref('base_crm__customers') }}
where customer_id is not null
qualify row_number() over (partition by customer_id order by updated_at desc nulls last, email) = 1
