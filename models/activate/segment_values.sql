with

    customer_segments as (select * from {{ ref("customer_segments") }}),

    customer_features as (select * from {{ ref("customer_features") }}),

    customer_predictions as (select * from {{ ref("customer_predictions") }}),

    spend_year_ago as (select * from {{ ref("spend_year_ago") }}),

    segment_gains as (select * from {{ ref("segment_gains") }}),

    members as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            count(*) as customers,
            count(customer_features.spend_net_365d) as valued_customers,
            {{ customer_segmentation.exact_sum("customer_features.spend_net_365d") }}
            as spend_net_365d,
            {{ customer_segmentation.exact_sum("customer_features.spend_net_90d") }}
            as spend_net_90d,
            {{ customer_segmentation.exact_sum(
                "coalesce(customer_predictions.expected_spend_90d, "
                ~ "case when customer_features.spend_net_90d < 0 then 0 else customer_features.spend_net_90d end)"
            ) }}
            as earning_90d,
            count(customer_predictions.expected_spend_90d) as forecast_customers,
            max(customer_predictions.season) as season,
            {{ customer_segmentation.exact_sum("coalesce(spend_year_ago.last_90d, 0)") }}
            as last_90d_year_ago,
            {{ customer_segmentation.exact_sum("coalesce(spend_year_ago.next_90d, 0)") }}
            as next_90d_year_ago,
            max(customer_predictions.churn_horizon_days) as churn_horizon_days,
            count(
                case
                    when
                        customer_features.order_count > 0
                        and customer_predictions.churn_probability > 0.5
                    then 1
                end
            ) as lost_customers,
            {{ customer_segmentation.exact_sum(
                "case when customer_predictions.churn_probability > 0.5 "
                ~ "then greatest(coalesce(customer_features.spend_net_365d, 0), 0) else 0 end"
            ) }}
            * 90
            / 365 as at_risk_90d
        from customer_segments
        inner join
            customer_features
            on customer_segments.customer_id = customer_features.customer_id
            and customer_segments.as_of_date = customer_features.as_of_date
        left join
            customer_predictions
            on customer_segments.customer_id = customer_predictions.customer_id
            and customer_segments.as_of_date = customer_predictions.as_of_date
        left join
            spend_year_ago on customer_segments.customer_id = spend_year_ago.customer_id
        group by customer_segments.segmentation, customer_segments.segment_id
    ),

    segment_values as (
        select
            members.segmentation,
            members.segment_id,
            members.spend_net_365d,
            members.earning_90d,
            -- Without a forecast what they spent lately is not what they are expected
            -- to.
            case
                when sum(members.forecast_customers) over () > 0
                then members.earning_90d
            end as expected_90d,
            cast(members.lost_customers as {{ dbt.type_bigint() }}) as lost_customers,
            members.churn_horizon_days,
            members.season,
            case
                when members.season = 'known' then members.next_90d_year_ago
            end as season_90d,
            case
                when members.valued_customers > 0 then members.at_risk_90d
            end as at_risk_90d,
            case
                when members.valued_customers > 0
                then
                    greatest(
                        case
                            when members.season = 'known'
                            then members.last_90d_year_ago
                            else members.spend_net_365d * 90 / 365
                        end
                        - greatest(members.spend_net_90d, 0),
                        0
                    )
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
    )

select *
from segment_values
