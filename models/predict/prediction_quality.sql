with

    prediction_model_rows as (select * from {{ ref("prediction_model_rows") }}),

    prediction_quality as (
        select
            rule,
            cast(horizon_days as {{ dbt.type_int() }}) as horizon_days,
            is_used,
            cast(customers as {{ dbt.type_bigint() }}) as customers,
            cast(buyers as {{ dbt.type_bigint() }}) as buyers,
            auc,
            forecast_total,
            forecast_total * (1 - range_share) as forecast_low,
            forecast_total * (1 + range_share) as forecast_high,
            actual_total,
            mean_absolute_error,
            spearman,
            season,
            cast(test_customers as {{ dbt.type_bigint() }}) as test_customers,
            test_auc,
            test_forecast_total,
            test_actual_total,
            test_mean_absolute_error,
            test_spearman
        from prediction_model_rows
        where kind = 'quality'
    )

select *
from prediction_quality
