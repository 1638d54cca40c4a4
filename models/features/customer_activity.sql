-- A customer's usual gap is the mean of the own ones, drawn towards the shop's by two.
-- After how many of them somebody is late, or inactive, the shop's history says; and
-- whoever is late for two years is inactive.
{% set double = customer_segmentation.type_double() %}
with

    customer_features as (select * from {{ ref("customer_features") }}),

    activity_limits as (select * from {{ ref("activity_limits") }}),

    usual_gaps as (
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
            {{ customer_segmentation.usual_gap_days(
                "coalesce(customer_features.order_gap_days_mean, 0)"
                ~ " * greatest(customer_features.order_count - 1, 0)",
                "greatest(customer_features.order_count - 1, 0)",
                "activity_limits.shop_gap_days",
            ) }} as usual_gap_days
        from customer_features
        inner join
            activity_limits on customer_features.as_of_date = activity_limits.as_of_date
    ),

    silences as (
        select
            usual_gaps.*,
            {{ customer_segmentation.gaps_of_silence("recency_days", "usual_gap_days") }}
            as gaps_since_order
        from usual_gaps
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
                when gaps_since_order > inactive_after_gaps
                then 'inactive'
                when
                    gaps_since_order > late_after_gaps
                    and recency_days > {{ customer_segmentation.long_gone_days() }}
                then 'inactive'
                when days_since_first_order <= 90
                then 'new'
                when gaps_since_order > late_after_gaps
                then 'slipping'
                else 'active'
            end as activity_level
        from silences
    )

select *
from customer_activity
