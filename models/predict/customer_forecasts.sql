{% set terms = customer_segmentation.prediction_terms() | list %}
with

    inputs as (select * from {{ ref("prediction_inputs") }}),

    parameters as (select * from {{ ref("prediction_parameters") }}),

    buy_till_die as (select * from {{ ref("bg_nbd_forecasts") }}),

    predictors as (
        select
            inputs.customer_id,
            inputs.as_of_date,
            inputs.is_current,
            inputs.order_count,
            inputs.recency_days,
            parameters.rule,
            parameters.season,
            parameters.churn_horizon_days,
            parameters.level_learnt,
            parameters.level_season,
            parameters.level_year_multiple,
            parameters.level_past_year,
            inputs.spend_net_365d,
            parameters.level_range_share,
            inputs.has_known_money,
            case
                when parameters.rule = 'same_as_last_period'
                then inputs.spend_net_90d
                else inputs.spend_year_ago_90d
            end as spend_before,
            {{ customer_segmentation.linear_predictor("purchase", terms) }}
            as purchase_logit,
            parameters.purchase_intercept as naive_intercept,
            parameters.purchase_bought as naive_slope,
            {{ customer_segmentation.bounded(
                customer_segmentation.linear_predictor("amount", terms),
                "parameters.amount_lowest",
                "parameters.amount_highest",
            ) }} as amount_log,
            {{ customer_segmentation.linear_predictor("churn", terms) }} as churn_logit,
            buy_till_die.purchase_probability as bg_probability,
            buy_till_die.expected_spend as bg_spend
        from inputs
        cross join parameters
        left join
            buy_till_die
            on inputs.customer_id = buy_till_die.customer_id
            and inputs.as_of_date = buy_till_die.as_of_date
    ),

    probabilities as (
        select
            predictors.*,
            case
                when rule is null
                then null
                when rule = 'two_part'
                then {{ customer_segmentation.logistic("purchase_logit") }}
                when rule = 'bg_nbd_gamma_gamma'
                then coalesce(bg_probability, 0)
                else
                    {{ customer_segmentation.logistic(
                        "(naive_intercept + case when spend_before > 0 then naive_slope else 0 end)"
                    ) }}
            end as purchase_probability
        from predictors
    ),

    customer_forecasts as (
        select
            customer_id,
            as_of_date,
            is_current,
            order_count,
            recency_days,
            rule,
            season,
            cast(
                nullif(churn_horizon_days, 0) as {{ dbt.type_int() }}
            ) as churn_horizon_days,
            level_year_multiple,
            level_past_year,
            spend_net_365d,
            case when rule is not null then level_range_share end as range_share,
            purchase_probability,
            case
                when rule is null
                then null
                when churn_horizon_days = 90
                then 1 - purchase_probability
                -- Who does not order for longer has not ordered in 90 days either.
                when churn_horizon_days > 90
                then
                    least(
                        1 - {{ customer_segmentation.logistic("churn_logit") }},
                        1 - purchase_probability
                    )
                else
                    greatest(
                        1 - {{ customer_segmentation.logistic("churn_logit") }},
                        1 - purchase_probability
                    )
            end as churn_probability,
            case
                when rule is null or not has_known_money
                then null
                when rule = 'two_part'
                then purchase_probability * exp(amount_log) * level_learnt
                when rule = 'bg_nbd_gamma_gamma'
                then coalesce(bg_spend, 0)
                when spend_before < 0
                then 0
                else spend_before
            end
            * case when is_current then level_season else 1 end as expected_spend
        from probabilities
    )

select *
from customer_forecasts
