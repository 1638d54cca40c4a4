-- A quarter where nobody has bought twice.
{% set double = customer_segmentation.type_double() %}
with

    customer_features as (select * from {{ ref("customer_features") }}),

    shop_rhythm as (
        select
            greatest(
                coalesce(
                    cast(
                        {{ customer_segmentation.quantile("order_gap_days_mean", 0.5) }}
                        as {{ double }}
                    ),
                    90
                ),
                1
            ) as usual_pause_days,
            coalesce(
                {{ customer_segmentation.ratio(
                    customer_segmentation.exact_sum(
                        "case when average_order_value > 0 then average_order_value end"
                    ),
                    "count(case when average_order_value > 0 then 1 end)",
                ) }},
                1
            ) as usual_order_value,
            coalesce(
                count(spend_net) > 0 and max(spend_gross) > 0, false
            ) as has_known_money
        from customer_features
        where is_current
    )

select *
from shop_rhythm
