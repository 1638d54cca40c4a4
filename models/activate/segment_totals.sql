with

    customer_segment_history as (select * from {{ ref("customer_segment_history") }}),

    customer_features as (select * from {{ ref("customer_features") }}),

    known_customers as (
        select as_of_date, count(*) as customers
        from customer_features
        group by as_of_date
    ),

    totals as (
        select
            customer_segment_history.segmentation,
            customer_segment_history.as_of_date,
            customer_segment_history.is_current,
            customer_segment_history.segment_id,
            min(customer_segment_history.segment_name) as segment_name,
            count(*) as customer_count,
            {% for days in ["90d", "365d"] %}
                count(
                    case when customer_features.order_count_{{ days }} > 0 then 1 end
                ) as buyer_count_{{ days }},
                count(
                    case
                        when
                            customer_features.order_count_{{ days }} > 0
                            or customer_features.spend_net_{{ days }} <> 0
                        then 1
                    end
                ) as dealt_count_{{ days }},
            {% endfor %}
            sum(customer_features.order_count_90d) as order_count_90d,
            {{ customer_segmentation.stable_sum("customer_features.spend_net_90d") }}
            as spend_net_90d,
            sum(
                case
                    when customer_features.spend_net_90d is not null
                    then customer_features.order_count_90d
                end
            ) as valued_order_count_90d,
            sum(customer_features.order_count_365d) as order_count_365d,
            {{ customer_segmentation.stable_sum("customer_features.spend_net_365d") }}
            as spend_net_365d
        from customer_segment_history
        inner join
            customer_features
            on customer_segment_history.customer_id = customer_features.customer_id
            and customer_segment_history.as_of_date = customer_features.as_of_date
        group by
            customer_segment_history.segmentation,
            customer_segment_history.as_of_date,
            customer_segment_history.is_current,
            customer_segment_history.segment_id
    ),

    segment_totals as (
        select
            totals.segmentation,
            totals.as_of_date,
            is_current,
            segment_id,
            segment_name,
            customer_count,
            known_customers.customers - sum(customer_count) over (
                partition by totals.segmentation, totals.as_of_date
            ) as outside_customers,
            {{ customer_segmentation.ratio(
                "customer_count",
                "sum(customer_count) over (partition by totals.segmentation, totals.as_of_date)",
            ) }}
            as customer_share,
            buyer_count_90d,
            dealt_count_90d,
            cast(order_count_90d as {{ dbt.type_bigint() }}) as order_count_90d,
            spend_net_90d,
            buyer_count_365d,
            dealt_count_365d,
            cast(order_count_365d as {{ dbt.type_bigint() }}) as order_count_365d,
            spend_net_365d,
            spend_net_365d / nullif(
                {{ customer_segmentation.exact_sum(
                    "spend_net_365d", "partition by totals.segmentation, totals.as_of_date"
                ) }},
                0
            ) as revenue_share_365d,
            spend_net_90d / nullif(valued_order_count_90d, 0) as average_order_value_90d
        from totals
        inner join known_customers on totals.as_of_date = known_customers.as_of_date
    )

select *
from segment_totals
