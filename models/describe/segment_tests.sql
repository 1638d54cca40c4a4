-- How many to hold out, so that an effect of the action shows with 80 % power in a
-- two-sided test at 5 %: (1.960 + 0.842)^2 = 7.85. Of N customers n are held out where
-- variance(before) / n + variance(after) / (N - n) is small enough.
{% set double = customer_segmentation.type_double() %}
{% set effect = customer_segmentation.double_literal(var("audience_test_effect")) %}
{% set none_known = "cast(null as " ~ double ~ ")" %}
with

    segment_reach as (select * from {{ ref("segment_reach") }}),

    segment_return_rates as (select * from {{ ref("segment_return_rates") }}),

    -- Nobody was in a new segment a period ago: half is the most careful guess.
    shares as (
        select
            segment_reach.segmentation,
            segment_reach.segment_id,
            cast(segment_reach.reachable_customers as {{ double }}) as customers,
            segment_return_rates.buyer_share_90d,
            least(
                coalesce(segment_return_rates.buyer_share_90d, 0.5), 1 - {{ effect }}
            ) as share_before
        from segment_reach
        left join
            segment_return_rates
            on segment_reach.segmentation = segment_return_rates.segmentation
            and segment_reach.segment_id = segment_return_rates.segment_id
    ),

    variances as (
        select
            segmentation,
            segment_id,
            customers,
            buyer_share_90d,
            greatest(share_before * (1 - share_before), 0.01) as variance_before,
            greatest(
                (share_before + {{ effect }}) * (1 - share_before - {{ effect }}), 0.01
            ) as variance_after,
            7.85 / ({{ effect }} * {{ effect }}) as per_variance
        from shares
    ),

    roots as (
        select
            segmentation,
            segment_id,
            customers,
            buyer_share_90d,
            variance_before,
            customers + per_variance * (variance_before - variance_after) as both_sides,
            4 * per_variance * variance_before * customers as product
        from variances
    ),

    segment_tests as (
        select
            segmentation,
            segment_id,
            buyer_share_90d,
            case
                when
                    both_sides > 0
                    and both_sides * both_sides >= product
                    and customers > 0
                    and ceil((both_sides - sqrt(both_sides * both_sides - product)) / 2)
                    < customers
                then ceil((both_sides - sqrt(both_sides * both_sides - product)) / 2)
                else {{ none_known }}
            end as holdout_needed,
            case
                when customers > 0
                then least(sqrt(7.85 * 4 * variance_before / customers), 1)
                else {{ none_known }}
            end as effect_with_halves
        from roots
    )

select *
from segment_tests
