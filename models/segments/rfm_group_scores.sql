-- In the shop's rhythm who bought lately is new only if the first order was lately.
-- One order, however large, is neither loyalty nor a champion's.
with

    rfm_scores as (select * from {{ ref("customer_rfm_scores") }}),

    customer_activity as (select * from {{ ref("customer_activity") }}),

    recency as (
        select
            activity_limits.late_after_gaps,
            activity_limits.inactive_after_gaps,
            measures.is_in_rhythm
        from {{ ref("activity_limits") }} as activity_limits
        cross join
            (
                select
                    count(case when measure = 'gaps_since_order' then 1 end)
                    > 0 as is_in_rhythm
                from {{ ref("rfm_cut_points") }}
            ) as measures
        where as_of_date = (select max(as_of_date) from {{ ref("activity_limits") }})
    ),

    scores as (
        select
            rfm_scores.customer_id,
            rfm_scores.as_of_date,
            rfm_scores.recency_score,
            case
                when recency.is_in_rhythm and customer_activity.is_one_order
                then least(rfm_scores.value_score, 3)
                else rfm_scores.value_score
            end as value_score,
            customer_activity.activity_level,
            recency.is_in_rhythm,
            5
            {% for cut_point in customer_segmentation.rhythm_cut_points() %}
                - case
                    when customer_activity.gaps_since_order > {{ cut_point }}
                    then 1
                    else 0
                end
            {% endfor %} as rhythm_score
        from rfm_scores
        inner join
            customer_activity
            on rfm_scores.customer_id = customer_activity.customer_id
            and rfm_scores.as_of_date = customer_activity.as_of_date
        cross join recency
    ),

    rfm_group_scores as (
        select
            customer_id,
            as_of_date,
            cast(
                case
                    when activity_level = 'returns_only'
                    then 0
                    when not is_in_rhythm or recency_score is null
                    then recency_score
                    when
                        rhythm_score = 5 and value_score = 1 and activity_level <> 'new'
                    then 4
                    else rhythm_score
                end as {{ dbt.type_int() }}
            ) as recency_score,
            cast(
                case
                    when activity_level = 'returns_only' then 0 else value_score
                end as {{ dbt.type_int() }}
            ) as value_score
        from scores
    )

select *
from rfm_group_scores
