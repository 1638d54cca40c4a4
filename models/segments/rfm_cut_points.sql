with

    customer_features as (select * from {{ ref("customer_features") }}),

    -- A customer with three orders has two gaps, and a rhythm.
    rhythm as (
        select
            {% if var("rfm_rhythm") is none %}
                coalesce(
                    count(case when order_count >= 3 then 1 end)
                    >= 0.5 * count(case when order_count > 0 then 1 end)
                    and count(case when order_count > 0 then 1 end) > 0,
                    false
                )
            {% else %} {{ var("rfm_rhythm") }}
            {% endif %} as is_in_rhythm
        from customer_features
        where is_current
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
                {{ customer_segmentation.double_literal(cut_point) }} as cut_point,
                true as is_used
            from rhythm
            where is_in_rhythm
        {% endfor %}
    )

select *
from rfm_cut_points
