with

    customer_features as (select * from {{ ref("customer_features") }}),

    -- A customer with three orders has two gaps, and a rhythm. Where half are long
    -- gone, a quintile calls those loyal who left later than others; where fewer than a
    -- fifth are, most of the two fifths that it calls at risk or lost are neither.
    rhythm as (
        select
            {% if not customer_segmentation.using_table("orders") %} count(*) < 0
            {% elif var("rfm_rhythm") is none %}
                coalesce(
                    count(*) > 0
                    and (
                        count(case when customer_features.order_count >= 3 then 1 end)
                        >= 0.5 * count(*)
                        or count(
                            case
                                when customer_activity.activity_level = 'inactive'
                                then 1
                            end
                        )
                        >= 0.5 * count(*)
                        or count(
                            case
                                when customer_activity.activity_level = 'inactive'
                                then 1
                            end
                        )
                        < 0.2 * count(*)
                    ),
                    false
                )
            {% else %} count(*) {{ ">=" if var("rfm_rhythm") else "<" }} 0
            {% endif %} as is_in_rhythm,
            max(activity_limits.late_after_gaps) as late_after_gaps,
            max(activity_limits.inactive_after_gaps) as inactive_after_gaps
        from customer_features
        inner join
            {{ ref("customer_activity") }} as customer_activity
            on customer_features.customer_id = customer_activity.customer_id
            and customer_features.as_of_date = customer_activity.as_of_date
        inner join
            {{ ref("activity_limits") }} as activity_limits
            on customer_features.as_of_date = activity_limits.as_of_date
        where customer_features.is_current and customer_features.order_count > 0
    ),

    buyers as (
        select recency_days, order_count, spend_net
        from customer_features
        where is_current and order_count > 0
    ),

    cut_points as (
        {% set measures = ["recency_days", "order_count", "spend_net"] %}
        {% set quantiles = [0.2, 0.4, 0.6, 0.8] %}
        {% for measure in measures %}
            {% for quantile in quantiles %}
                select
                    {{ customer_segmentation.text_literal(measure) }} as measure,
                    cast(
                        {{ quantile }} as {{ customer_segmentation.type_double() }}
                    ) as quantile,
                    cast(
                        {{ customer_segmentation.discrete_quantile(measure, quantile) }}
                        as {{ customer_segmentation.type_double() }}
                    ) as cut_point
                from buyers
                {% if not loop.last %}
                    union all
                {% endif %}
            {% endfor %}
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    ),

    judged as (
        select
            measure,
            quantile,
            cut_point,
            min(cut_point) over (partition by measure)
            < max(cut_point) over (partition by measure) as tells_apart
        from cut_points
    ),

    -- Between equal cut points a score says nothing. Recency decides alone where both
    -- others do.
    rfm_cut_points as (
        select
            judged.measure,
            judged.quantile,
            judged.cut_point,
            case
                when judged.measure = 'recency_days'
                then not rhythm.is_in_rhythm
                else coalesce(judged.tells_apart, false)
            end as is_used
        from judged
        cross join rhythm
        {% for cut_point in customer_segmentation.rhythm_cut_points() %}
            union all
            select
                'gaps_since_order' as measure,
                cast(
                    {{ loop.index / 5 }} as {{ customer_segmentation.type_double() }}
                ) as quantile,
                cast(
                    {{ cut_point }} as {{ customer_segmentation.type_double() }}
                ) as cut_point,
                true as is_used
            from rhythm
            where is_in_rhythm
        {% endfor %}
    )

select *
from rfm_cut_points
