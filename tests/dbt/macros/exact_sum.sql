-- As doubles these come to 0, 0.1 or 0.4 in one order or another.
{% set double = customer_segmentation.double_literal %}
with

    amounts as (
        {% for amount in ["10000000000000000", "0.1", "-10000000000000000", "0.3"] %}
            select
                {{ double(amount) }} as amount,
                {{ double("0." ~ loop.index) }} as share
                {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    total as (
        select
            {{ customer_segmentation.exact_sum("amount") }} as total,
            {{ customer_segmentation.exact_sum_of_shares("share - " ~ double("0.5")) }}
            as total_share
        from amounts
    ),

    windows as (
        select
            {{ customer_segmentation.exact_sum("amount", "partition by 1") }} as total
        from amounts
    )

select total.total
from total
cross join windows
where
    total.total <> {{ double("0.4") }}
    or windows.total <> total.total
    or abs(total_share + 1) > {{ double("1e-15") }}
