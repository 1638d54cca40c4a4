with

    segment_stability as (select * from {{ ref("segment_stability") }}),

    segment_checks as (
        select
            segmentation,
            segment_id,
            min(
                case when check_name <> 'members_kept' then value end
            ) as stability_jaccard,
            max(case when check_name = 'members_kept' then value end) as members_kept,
            max(
                case when check_name = 'bootstrap_jaccard' then value end
            ) as bootstrap_jaccard,
            max(
                case when check_name = 'bootstrap_jaccard' then rating end
            ) as bootstrap_rating,
            max(
                case when check_name = 'choice_jaccard' then value end
            ) as choice_jaccard,
            max(
                case when check_name = 'choice_jaccard' then rating end
            ) as choice_rating
        from segment_stability
        where check_name in ('bootstrap_jaccard', 'choice_jaccard', 'members_kept')
        group by segmentation, segment_id
    ),

    segment_ratings as (
        select
            segmentation,
            segment_id,
            stability_jaccard,
            case
                when
                    choice_jaccard < bootstrap_jaccard
                    and choice_rating <> bootstrap_rating
                then {{ dbt.concat(["choice_rating", "', limited by the choice'"]) }}
                else bootstrap_rating
            end as stability_rating,
            members_kept
        from segment_checks
    )

select *
from segment_ratings
