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
    )

select *
from cut_points
