-- Checks of the fit come from the champion's log; how many members a segment keeps is
-- counted here, for RFM and rules too.
{% set double = customer_segmentation.type_double() %}
with

    segment_model_rows as (select * from {{ ref("segment_model_rows") }}),

    segment_moves as (select * from {{ ref("segment_moves") }}),

    newest_period as (select max(to_as_of_date) as to_as_of_date from segment_moves),

    members_kept as (
        select
            segment_moves.segmentation,
            segment_moves.from_segment_id as segment_id,
            sum(
                case
                    when segment_moves.from_segment_id = segment_moves.to_segment_id
                    then segment_moves.share_of_from
                    else 0
                end
            ) as share_kept
        from segment_moves
        inner join
            newest_period on segment_moves.to_as_of_date = newest_period.to_as_of_date
        where segment_moves.from_segment_id is not null
        group by segment_moves.segmentation, segment_moves.from_segment_id
    ),

    segment_stability as (
        select
            segmentation,
            cast(segment_id as {{ dbt.type_int() }}) as segment_id,
            check_name,
            cast(value as {{ double }}) as value,
            cast(threshold as {{ double }}) as threshold,
            rating
        from segment_model_rows
        where kind = 'stability_check'
        union all
        select
            segmentation,
            segment_id,
            'members_kept' as check_name,
            cast(share_kept as {{ double }}) as value,
            cast({{ var("members_kept_threshold") }} as {{ double }}) as threshold,
            case
                when share_kept >= {{ var("members_kept_threshold") }}
                then 'holds over time'
                else 'loses its members'
            end as rating
        from members_kept
    )

select *
from segment_stability
