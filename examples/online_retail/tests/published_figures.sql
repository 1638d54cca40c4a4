-- Lines with a customer, a positive quantity and a positive price, as many papers on
-- this data count them. A row is a figure that the feature mart misses.
with

    customer_features as (select * from {{ ref("customer_features") }}),

    measured as (
        select
            count(*) as customers,
            sum(order_count) as invoices,
            sum(spend_gross) as revenue,
            avg(order_count) as mean_frequency,
            avg(spend_gross) as mean_monetary,
            avg(recency_days) as mean_recency
        from customer_features
        where as_of_date = date '2011-12-10' and is_current and order_count > 0
    ),

    figures as (
        select 'customers' as figure, customers as value, 4338 as published, 0 as slack
        from measured
        union all
        select 'invoices', invoices, 18532, 0
        from measured
        union all
        select 'revenue', revenue, 8911407.904, 0.0005
        from measured
        union all
        select 'mean frequency', mean_frequency, 4.272015, 0.0000005
        from measured
        union all
        select 'mean monetary', mean_monetary, 2054.26646, 0.000005
        from measured
        union all
        select 'mean recency', mean_recency, 93.059, 0.0005
        from measured
    )

select *
from figures
where value is null or abs(value - published) > slack
