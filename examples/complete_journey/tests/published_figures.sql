-- What the data's authors count, and what the file's own columns sum to. A row is a
-- figure that the package misses.
with

    customer_features as (select * from {{ ref("customer_features") }}),

    households as (
        select
            count(*) as households,
            sum(order_count) as paid_baskets,
            sum(spend_gross) as revenue,
            count(age_years) as households_with_age,
            sum(email_sent_count_365d) as mailings
        from customer_features
        where as_of_date = date '2018-01-01' and is_current and order_count > 0
    ),

    figures as (
        select
            'households' as figure, households as value, 2469 as published, 0 as slack
        from households
        union all
        select 'paid baskets', paid_baskets, 155370, 0
        from households
        union all
        select 'revenue', revenue, 4596039.58, 0.005
        from households
        union all
        select 'households with age', households_with_age, 801, 0
        from households
        union all
        select 'mailings of the year', mailings, 6442, 0
        from households
    )

select *
from figures
where value is null or abs(value - published) > slack
