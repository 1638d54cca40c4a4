with

    prediction_model_rows as (select * from {{ ref("prediction_model_rows") }}),

    -- Where no amount is known there is no money to forecast.
    known as (
        select case when has_known_money then 1 end as money
        from {{ ref("shop_rhythm") }}
    ),

    prediction_quality as (
        select
            rule,
            cast(horizon_days as {{ dbt.type_int() }}) as horizon_days,
            is_used,
            cast(customers as {{ dbt.type_bigint() }}) as customers,
            cast(buyers as {{ dbt.type_bigint() }}) as buyers,
            auc,
            money * forecast_total as forecast_total,
            case
                when range_share is not null
                then money * forecast_total * greatest(1 - range_share, 0)
            end as forecast_low,
            money * forecast_total * (1 + range_share) as forecast_high,
            money * actual_total as actual_total,
            money * mean_absolute_error as mean_absolute_error,
            money * mean_deviance as mean_deviance,
            spearman,
            season,
            cast(test_customers as {{ dbt.type_bigint() }}) as test_customers,
            test_auc,
            money * test_forecast_total as test_forecast_total,
            money * test_actual_total as test_actual_total,
            money * test_mean_absolute_error as test_mean_absolute_error,
            money * test_mean_deviance as test_mean_deviance,
            test_spearman
        from prediction_model_rows
        cross join known
        where kind = 'quality'
    )

select *
from prediction_quality
