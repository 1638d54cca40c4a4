with

    customer_segments as (select * from {{ ref("customer_segments") }}),

    customer_features as (select * from {{ ref("customer_features") }}),

    reachable_customers as (select * from {{ ref("reachable_customers") }}),

    channels as (
        select
            customer_id,
            max(case when channel = 'email' then 1 else 0 end) as by_email,
            max(case when channel = 'phone' then 1 else 0 end) as by_phone
        from reachable_customers
        group by customer_id
    ),

    members as (
        select
            customer_segments.segmentation,
            customer_segments.segment_id,
            channels.customer_id is not null as is_reachable,
            coalesce(channels.by_email, 0) as by_email,
            coalesce(channels.by_phone, 0) as by_phone,
            {{ customer_segmentation.is_held_out(
                "customer_segments.segmentation", "customer_segments.customer_id"
            ) }} as is_held_out,
            customer_features.email_open_rate
        from customer_segments
        inner join
            customer_features
            on customer_segments.customer_id = customer_features.customer_id
            and customer_segments.as_of_date = customer_features.as_of_date
        left join channels on customer_segments.customer_id = channels.customer_id
    ),

    segment_reach as (
        select
            segmentation,
            segment_id,
            count(*) as customer_count,
            count(case when is_reachable then 1 end) as reachable_customers,
            cast(sum(by_email) as {{ dbt.type_bigint() }}) as reachable_by_email,
            cast(sum(by_phone) as {{ dbt.type_bigint() }}) as reachable_by_phone,
            count(
                case when is_reachable and is_held_out then 1 end
            ) as holdout_customers,
            {{ customer_segmentation.ratio(
                customer_segmentation.exact_sum("email_open_rate"), "count(email_open_rate)"
            ) }}
            as email_open_rate
        from members
        group by segmentation, segment_id
    )

select *
from segment_reach
