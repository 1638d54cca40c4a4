-- A customer's usual gap is the mean of the own ones, drawn towards the shop's by two.
-- After how many of them somebody is late, or inactive, the shop's history says; and
-- whoever is late for two years is inactive, but nobody within a month. Where the
-- season is known nobody is who will probably order within the horizon of churn, unless
-- the silence is too long for their own gaps, too, and then longer gaps of their own
-- are their rhythm: who buys each Christmas is not late in summer, however often others
-- buy.
{% set double = customer_segmentation.type_double() %}
{% set is_late -%}
    {{ customer_segmentation.gaps_of_silence("recency_days", "usual_gap_days") }}
    > late_after_gaps
{%- endset %}
with

    customer_features as (select * from {{ ref("customer_features") }}),

    activity_limits as (select * from {{ ref("activity_limits") }}),

    customer_forecasts as (select * from {{ ref("customer_forecasts") }}),

    drawn_gaps as (
        select
            customer_features.customer_id,
            customer_features.as_of_date,
            customer_features.is_current,
            customer_features.order_count,
            customer_features.recency_days,
            customer_features.days_since_first_order,
            coalesce(customer_features.return_share, 0) > 0 as has_returns,
            activity_limits.shop_gap_days,
            activity_limits.late_after_gaps,
            activity_limits.inactive_after_gaps,
            customer_features.order_gap_days_mean,
            coalesce(
                customer_forecasts.churn_probability < 0.5
                and customer_forecasts.season = 'known',
                false
            )
            and (
                customer_features.order_gap_days_mean is null
                or
                {{ customer_segmentation.gaps_of_silence(
                    "customer_features.recency_days", "customer_features.order_gap_days_mean"
                ) }}
                <= activity_limits.inactive_after_gaps
            ) as is_expected,
            {{ customer_segmentation.usual_gap_days(
                "coalesce(customer_features.order_gap_days_mean, 0)"
                ~ " * greatest(customer_features.order_count - 1, 0)",
                "greatest(customer_features.order_count - 1, 0)",
                "activity_limits.shop_gap_days",
            ) }} as drawn_gap_days
        from customer_features
        inner join
            activity_limits on customer_features.as_of_date = activity_limits.as_of_date
        left join
            customer_forecasts
            on customer_features.customer_id = customer_forecasts.customer_id
            and customer_features.as_of_date = customer_forecasts.as_of_date
    ),

    silences as (
        select
            drawn_gaps.*,
            case
                when is_expected and order_gap_days_mean > drawn_gap_days
                then order_gap_days_mean
                else drawn_gap_days
            end as usual_gap_days,
            {{ customer_segmentation.gaps_of_silence("recency_days", "drawn_gap_days") }}
            as gaps_since_order
        from drawn_gaps
    ),

    -- Activity first: who has long been silent is not new, whenever they came.
    customer_activity as (
        select
            customer_id,
            as_of_date,
            is_current,
            shop_gap_days,
            {% if customer_segmentation.using_table("orders") %}
                case when order_count > 0 then usual_gap_days end as usual_gap_days,
                gaps_since_order,
            {% else %}
                cast(null as {{ double }}) as usual_gap_days,
                cast(null as {{ double }}) as gaps_since_order,
            {% endif %}
            order_count = 1 as is_one_order,
            case
                when order_count = 0 and has_returns
                then 'returns_only'
                when order_count = 0
                then 'prospect'
                -- Without orders nobody's rhythm is known, nor who is late.
                when
                    {{ "false" if customer_segmentation.using_table("orders") else "true" }}
                then null
                when
                    not is_expected
                    and gaps_since_order > inactive_after_gaps
                    and recency_days > {{ customer_segmentation.holiday_days() }}
                then 'inactive'
                when
                    not is_expected
                    and {{ is_late }}
                    and recency_days > {{ customer_segmentation.long_gone_days() }}
                then 'inactive'
                when days_since_first_order <= 90
                then 'new'
                when {{ is_late }}
                then 'slipping'
                else 'active'
            end as activity_level
        from silences
    )

select *
from customer_activity
