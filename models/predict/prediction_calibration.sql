with

    prediction_model_rows as (select * from {{ ref("prediction_model_rows") }}),

    prediction_calibration as (
        select
            rule,
            cast(horizon_days as {{ dbt.type_int() }}) as horizon_days,
            cast(decile as {{ dbt.type_int() }}) as decile,
            is_used,
            cast(customers as {{ dbt.type_bigint() }}) as customers,
            mean_probability,
            buyer_share,
            forecast_total,
            actual_total
        from prediction_model_rows
        where kind = 'decile'
    )

select *
from prediction_calibration
