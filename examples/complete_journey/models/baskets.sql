with

    transactions as (select * from {{ source("complete_journey", "transactions") }}),

    totals as (
        select
            basket_id,
            min(household_id) as household_id,
            min(transaction_timestamp) as transaction_timestamp,
            sum(sales_value) as total_amount,
            sum(coupon_disc + coupon_match_disc) > 0 as has_coupon
        from transactions
        group by basket_id
    ),

    baskets as (
        select
            basket_id as order_id,
            household_id as customer_id,
            transaction_timestamp at time zone 'UTC' at time zone 'America/New_York'
            as ordered_at,
            'store' as channel,
            'USD' as currency,
            total_amount,
            case when has_coupon then 'manufacturer' end as coupon_code
        from totals
    )

select *
from baskets
