{% set least = var("min_cell_customers") %}
with

    segment_totals as (select * from {{ ref("segment_totals") }}),

    segment_metrics as (
        select
            segmentation,
            segmentation
            = {{ customer_segmentation.text_literal(
                customer_segmentation.default_segmentation()
            ) }} as is_default_segmentation,
            as_of_date,
            {{ customer_segmentation.days_before("as_of_date", 90) }}
            as period_start_date,
            {{ customer_segmentation.days_before("as_of_date", 1) }} as period_end_date,
            is_current,
            {{ customer_segmentation.population_in_words("segmentation") }}
            as population,
            cast(outside_customers as {{ dbt.type_bigint() }}) as outside_customers,
            segment_id,
            segment_name,
            customer_count,
            customer_share,
            {% for figure, days in {
                "buyer_count_90d": "90d",
                "order_count_90d": "90d",
                "spend_net_90d": "90d",
                "order_count_365d": "365d",
                "spend_net_365d": "365d",
                "revenue_share_365d": "365d",
                "average_order_value_90d": "90d",
            }.items() %}
                case
                    when
                        customer_count >= {{ least }}
                        and (
                            buyer_count_{{ days }} = 0
                            or buyer_count_{{ days }} >= {{ least }}
                        )
                        and (
                            dealt_count_{{ days }} = 0
                            or dealt_count_{{ days }} >= {{ least }}
                        )
                    then {{ figure }}
                end as {{ figure }}{{ "," if not loop.last }}
            {% endfor %}
        from segment_totals
    )

select *
from segment_metrics
