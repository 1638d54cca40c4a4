with

    segment_definitions as (select * from {{ ref("segment_definitions") }}),

    customer_segments as (select * from {{ ref("customer_segments") }}),

    customer_features as (select * from {{ ref("customer_features") }}),

    known_customers as (
        select count(*) as customers from customer_features where is_current
    ),

    members as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            count(*) as customer_count,
            {{ customer_segmentation.stable_sum("customer_features.spend_net") }}
            as spend_net
        from customer_segments
        inner join
            customer_features
            on customer_segments.customer_id = customer_features.customer_id
            and customer_segments.as_of_date = customer_features.as_of_date
        group by customer_segments.segmentation, customer_segments.segment_id
    ),

    segment_sizes as (
        select
            segment_definitions.segmentation,
            segment_definitions.segment_id,
            coalesce(members.customer_count, 0) as customer_count,
            coalesce(members.customer_count, 0) / cast(
                sum(members.customer_count) over (
                    partition by segment_definitions.segmentation
                ) as {{ customer_segmentation.type_double() }}
            ) as customer_share,
            case
                when members.segment_id is null
                then 0
                else members.spend_net
            end / nullif(
                {{ customer_segmentation.exact_sum(
                    "members.spend_net", "partition by segment_definitions.segmentation"
                ) }},
                0
            ) as revenue_share,
            known_customers.customers - coalesce(
                sum(members.customer_count) over (
                    partition by segment_definitions.segmentation
                ),
                0
            ) as outside_customers
        from segment_definitions
        cross join known_customers
        left join
            members
            on segment_definitions.segmentation = members.segmentation
            and segment_definitions.segment_id = members.segment_id
    )

select *
from segment_sizes
