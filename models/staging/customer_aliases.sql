select customer_id, canonical_customer_id
from {{ ref("base_crm__customers") }}
where 1 = 0
