with

    customer_features as (select * from {{ ref("customer_features") }}),

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

    -- Between equal cut points a score says nothing. Recency decides alone where both
    -- others do.
    rfm_cut_points as (
        select
            measure,
            quantile,
            cut_point,
            measure = 'recency_days'
            or coalesce(
                min(cut_point) over (partition by measure)
                < max(cut_point) over (partition by measure),
                false
            ) as is_used
        from cut_points
    )

select *
from rfm_cut_points
