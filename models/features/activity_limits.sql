-- The limit that loses the fewest of two bets on past silences: who was silent for
-- longer stayed away, who was not came back. Fewer than twenty late customers do not
-- say; then it is three gaps, as one in twenty of random buyers waits so long.
{% set usual_limit = 3 %}
{% set fewest_silences = customer_segmentation.fewest_silences() %}
{% set grid = customer_segmentation.silence_grid() %}
{% set double = customer_segmentation.type_double() %}
with

    shop_gaps as (select * from {{ ref("shop_gaps") }}),

    tallies as (
        select
            as_of_date,
            passed_gaps,
            count(*) as silences,
            count(case when has_come_back then 1 end) as came_back
        from {{ ref("past_silences") }}
        where passed_gaps is not null
        group by as_of_date, passed_gaps
    ),

    longer_silences as (
        select
            as_of_date,
            passed_gaps,
            sum(silences) over (
                partition by as_of_date order by passed_gaps desc
            ) as silences,
            sum(came_back) over (
                partition by as_of_date order by passed_gaps desc
            ) as came_back,
            sum(silences) over (partition by as_of_date) as late_silences,
            max(passed_gaps) over (partition by as_of_date) as longest_gaps
        from tallies
    ),

    ranked as (
        select
            *,
            row_number() over (
                partition by as_of_date
                order by silences - 2 * came_back desc, passed_gaps
            ) as rank_number,
            silences > 2 * came_back
            and late_silences >= {{ fewest_silences }} as is_known
        from longer_silences
    ),

    limits as (
        select
            shop_gaps.as_of_date,
            shop_gaps.shop_gap_days,
            shop_gaps.return_days,
            cast(
                coalesce(ranked.late_silences, 0) as {{ dbt.type_bigint() }}
            ) as late_silences,
            cast(
                case
                    when ranked.is_known
                    then ranked.passed_gaps
                    -- Most came back from the longest silences that there were.
                    {% for gaps in grid if gaps >= usual_limit %}
                        when
                            ranked.late_silences >= {{ fewest_silences }}
                            and ranked.longest_gaps = {{ gaps }}
                        then {{ grid[[grid.index(gaps) + 1, grid | length - 1] | min] }}
                    {% endfor %}
                    else {{ usual_limit }}
                end as {{ double }}
            ) as inactive_after_gaps,
            case
                when ranked.is_known
                then
                    {{ customer_segmentation.ratio("ranked.came_back", "ranked.silences") }}
            end as came_back_share
        from shop_gaps
        left join
            ranked
            on shop_gaps.as_of_date = ranked.as_of_date
            and ranked.rank_number = 1
    ),

    activity_limits as (
        select
            as_of_date,
            shop_gap_days,
            return_days,
            late_silences,
            -- Half a gap is late, unless it is more than half of the way.
            least(
                {{ customer_segmentation.double_literal(1.5) }},
                (1 + inactive_after_gaps) / 2
            ) as late_after_gaps,
            inactive_after_gaps,
            came_back_share
        from limits
    )

select *
from activity_limits
