{% set sum = customer_segmentation.exact_sum %}
with

    customer_segments as (select * from {{ ref("customer_segments") }}),

    customer_values as (select * from {{ ref("customer_values") }}),

    segment_gains as (select * from {{ ref("segment_gains") }}),

    members as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            count(*) as customers,
            count(customer_values.spend_net_365d) as valued_customers,
            {{ sum("customer_values.spend_net_365d") }} as spend_net_365d,
            {{ sum("customer_values.spend_net_90d") }} as spend_net_90d,
            {{ sum("customer_values.pace_90d") }} as pace_90d,
            {{ sum("customer_values.season_90d") }} as season_90d,
            {{ sum(
                "coalesce(customer_values.expected_spend_90d, "
                ~ "case when customer_values.spend_net_90d < 0 then 0 else customer_values.spend_net_90d end)"
            ) }}
            as earning_90d,
            count(customer_values.expected_spend_90d) as forecast_customers,
            max(customer_values.season) as season,
            count(
                case when customer_values.days_since_first_order >= 365 then 1 end
            ) as customers_year_ago,
            max(customer_values.churn_horizon_days) as churn_horizon_days,
            count(
                case
                    when customer_values.order_count > 0 and customer_values.is_at_risk
                    then 1
                end
            ) as lost_customers,
            {{ sum(
                "case when customer_values.order_count > 0 then 1 - customer_values.churn_probability end"
            ) }}
            / nullif(
                count(
                    case
                        when customer_values.order_count > 0
                        then customer_values.churn_probability
                    end
                ),
                0
            ) as order_probability,
            {{ sum(
                "case when customer_values.is_at_risk "
                ~ "then greatest(coalesce(customer_values.spend_net_365d, 0), 0) else 0 end"
            ) }}
            * 90
            / 365 as at_risk_90d
        from customer_segments
        inner join
            customer_values
            on customer_segments.customer_id = customer_values.customer_id
        group by customer_segments.segmentation, customer_segments.segment_id
    ),

    amounts as (
        select
            members.segmentation,
            members.segment_id,
            members.spend_net_365d,
            members.season,
            members.season_90d,
            members.customers_year_ago,
            members.earning_90d,
            -- Without a forecast what they spent lately is not what they are expected
            -- to.
            case
                when sum(members.forecast_customers) over () > 0
                then members.earning_90d
            end as expected_90d,
            cast(members.lost_customers as {{ dbt.type_bigint() }}) as lost_customers,
            members.churn_horizon_days,
            members.order_probability,
            case
                when members.valued_customers > 0 then members.at_risk_90d
            end as at_risk_90d,
            case
                when members.valued_customers > 0
                then greatest(members.pace_90d - greatest(members.spend_net_90d, 0), 0)
            end as lapsed_90d,
            case
                when members.valued_customers > 0
                then
                    coalesce(
                        greatest(segment_gains.gain_90d, 0)
                        / nullif(segment_gains.customers, 0)
                        * members.customers,
                        0
                    )
            end as growth_90d
        from members
        left join
            segment_gains
            on members.segmentation = segment_gains.segmentation
            and members.segment_id = segment_gains.segment_id
    ),

    -- No budget wins who will not come, whatever they have spent.
    segment_values as (
        select
            amounts.*,
            (
                greatest(coalesce(at_risk_90d, 0), coalesce(lapsed_90d, 0))
                + coalesce(growth_90d, 0)
            )
            * coalesce(order_probability, 1) as winnable_90d
        from amounts
    )

select *
from segment_values
