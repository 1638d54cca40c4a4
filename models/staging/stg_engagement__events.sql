select event_id, customer_id, occurred_at, occurred_date, channel, event_type, session_id, campaign_id
from {{ ref('base_engagement__events') }}
where event_id is not null and customer_id is not null and occurred_date < (select as_of_date from {{ ref('as_of_dates') }} where is_current)
qualify row_number() over (partition by event_id order by occurred_at) = 1
