{% set double = customer_segmentation.double_literal %}
with

    numbers as (
        {% for number in [4, 1, 3, 2] %}
            select {{ double(number) }} as number {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    quantiles as (
        select
            {{ customer_segmentation.quantile("number", 0.5) }} as median,
            {{ customer_segmentation.quantile("number", 0.1) }} as lowest_tenth,
            {{ customer_segmentation.discrete_quantile("number", 0.5) }}
            as lower_median,
            {{ customer_segmentation.discrete_quantile("number", 0.51) }} as third,
            {{ customer_segmentation.discrete_quantile("number", 0.75) }}
            as three_quarters
        from numbers
    )

select *
from quantiles
where
    abs(median - 2.5) > 1e-12
    or abs(lowest_tenth - 1.3) > 1e-12
    or lower_median <> 2
    or third <> 3
    or three_quarters <> 3
