with

    levels as (select * from {{ ref("segment_levels") }}),

    reach as (select * from {{ ref("segment_reach") }}),

    tests as (select * from {{ ref("segment_tests") }}),

    problem as (select * from {{ ref("reach_problem") }}),

    segment_plans as (
        select
            levels.segmentation,
            levels.segment_id,
            levels.activity_level,
            levels.activity,
            levels.action,
            levels.offer,
            {{ customer_segmentation.channel_in_words() }} as channel,
            {{ customer_segmentation.timing_in_words() }} as timing,
            levels.goal,
            levels.measure,
            {{ customer_segmentation.test_in_words() }} as test,
            reach.reachable_customers,
            reach.reachable_by_email,
            reach.reachable_by_phone,
            reach.holdout_customers
        from levels
        inner join
            reach
            on levels.segmentation = reach.segmentation
            and levels.segment_id = reach.segment_id
        inner join
            tests
            on levels.segmentation = tests.segmentation
            and levels.segment_id = tests.segment_id
        cross join problem
    )

select *
from segment_plans
