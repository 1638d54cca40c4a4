with

    prediction_model_rows as (select * from {{ ref("prediction_model_rows") }}),

    shop as (select has_known_money from {{ ref("shop_rhythm") }}),

    prediction_calibration as (
        select
            rule,
            cast(horizon_days as {{ dbt.type_int() }}) as horizon_days,
            cast(decile as {{ dbt.type_int() }}) as decile,
            is_used,
            cast(customers as {{ dbt.type_bigint() }}) as customers,
            mean_probability,
            buyer_share,
            case when shop.has_known_money then forecast_total end as forecast_total,
            case when shop.has_known_money then actual_total end as actual_total
        from prediction_model_rows
        cross join shop
        where kind = 'decile'
    )

select *
from prediction_calibration
