select response_id, customer_id, responded_at, responded_date, survey_type, score
from {{ ref('base_engagement__survey_responses') }}
where response_id is not null and customer_id is not null and responded_date < (select as_of_date from {{ ref('as_of_dates') }} where is_current)
qualify row_number() over (partition by response_id order by responded_at) = 1
