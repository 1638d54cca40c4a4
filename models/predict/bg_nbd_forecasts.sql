-- Fader, Hardie & Lee (2005), where this rule is in use: rows of its formula, in steps.
{% set ahead = 90 / 7 %}
with

    inputs as (select * from {{ ref("prediction_inputs") }} where order_count > 0),

    parameters as (
        select *
        from {{ ref("prediction_parameters") }}
        where rule = 'bg_nbd_gamma_gamma'
    ),

    logits as (
        {% for half_logit in range(-72, 25) %}
            select
                {{ customer_segmentation.double_literal(half_logit / 2) }}
                as dropout_logit
                {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    customers as (
        select
            inputs.customer_id,
            inputs.as_of_date,
            inputs.order_count,
            greatest(coalesce(inputs.average_order_value, 0), 0) as order_value,
            inputs.order_count - 1 as repeats,
            inputs.days_since_first_order
            / {{ customer_segmentation.double_literal(7) }} as age,
            (inputs.days_since_first_order - inputs.recency_days)
            / {{ customer_segmentation.double_literal(7) }} as last_seen,
            parameters.visits_r as r,
            parameters.visits_alpha as alpha,
            parameters.visits_a as a,
            parameters.visits_b as b,
            parameters.values_p as p,
            parameters.values_q as q,
            parameters.values_gamma as gamma
        from inputs
        cross join parameters
    ),

    weighted as (
        select
            customers.*,
            1 / (1 + exp(- logits.dropout_logit)) as dropout,
            {{ ahead }} / (alpha + age) as ahead_share,
            - a * ln(1 + exp(- logits.dropout_logit))
            - (b + repeats) * ln(1 + exp(logits.dropout_logit)) as log_weight
        from customers
        cross join logits
    ),

    scaled as (
        select
            weighted.*,
            exp(
                greatest(
                    log_weight
                    - max(log_weight) over (partition by customer_id, as_of_date),
                    -700
                )
            ) as weight
        from weighted
    ),

    -- Close to 0 the difference loses its digits: there its series stands.
    at_rates as (
        select
            scaled.*,
            case
                when (r + repeats) * dropout * ahead_share < 0.00001
                then
                    (r + repeats)
                    * ahead_share
                    * (1 - dropout * ahead_share * (1 + r + repeats) / 2)
                else
                    (
                        1
                        - {{ customer_segmentation.exponential("- (r + repeats) * ln(1 + dropout * ahead_share)") }}
                    )
                    / dropout
            end as orders_at_rate
        from scaled
    ),

    means as (
        select
            customer_id,
            as_of_date,
            -- Rounded above the noise of sums that come in any order.
            {{ customer_segmentation.rounded(
                "sum(weight * orders_at_rate) / sum(weight)", 12
            ) }} as orders_if_alive
        from at_rates
        group by customer_id, as_of_date
    ),

    alive as (
        select
            customers.*,
            1 / (
                1 + case
                    when repeats > 0
                    then
                        a
                        / (b + repeats - 1)
                        * {{ customer_segmentation.exponential("(r + repeats) * ln((alpha + age) / (alpha + last_seen))") }}
                    else 0
                end
            ) as alive_probability
        from customers
    ),

    bg_nbd_forecasts as (
        select
            alive.customer_id,
            alive.as_of_date,
            alive.alive_probability * (
                1
                - {{ customer_segmentation.exponential(
                    "(r + repeats) * ln((alpha + age) / (alpha + age + " ~ ahead ~ "))"
                ) }}
            ) as purchase_probability,
            case
                when p > 0
                then
                    alive.alive_probability
                    * means.orders_if_alive
                    * (p * gamma + p * order_count * order_value)
                    / (p * order_count + q - 1)
                else 0
            end as expected_spend
        from alive
        inner join
            means
            on alive.customer_id = means.customer_id
            and alive.as_of_date = means.as_of_date
    )

select *
from bg_nbd_forecasts
