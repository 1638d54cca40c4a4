-- Who comes back does so within three usual gaps, as nineteen in twenty of those do who
-- buy at random moments, or not soon. At least two months: a holiday is no farewell. At
-- most a year, so that there is history to count it in.
with

    customer_features as (select * from {{ ref("customer_features") }}),

    gaps as (
        select
            as_of_date,
            greatest(
                coalesce(
                    cast(
                        {{ customer_segmentation.quantile("order_gap_days_mean", 0.5) }}
                        as {{ customer_segmentation.type_double() }}
                    ),
                    90
                ),
                1
            ) as shop_gap_days
        from customer_features
        group by as_of_date
    ),

    shop_gaps as (
        select
            as_of_date,
            shop_gap_days,
            cast(
                least(
                    greatest(
                        {{ customer_segmentation.rounded("(3 * shop_gap_days)") }}, 60
                    ),
                    365
                ) as {{ dbt.type_int() }}
            ) as return_days
        from gaps
    )

select *
from shop_gaps
