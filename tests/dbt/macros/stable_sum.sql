-- 0.1 + 0.2 + 0.3 is another double than 0.3 + 0.2 + 0.1.
{% set double = customer_segmentation.double_literal %}
with

    amounts as (
        {% for amount in ["0.1", "0.2", "0.3", "0.000000001"] %}
            select {{ double(amount) }} as amount {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    total as (
        select {{ customer_segmentation.stable_sum("amount") }} as total from amounts
    )

select *
from total
where total <> {{ double("0.6") }}
