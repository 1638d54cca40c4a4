{{ config(enabled=(var("order_columns") or []) != []) }}
{% set entries = customer_segmentation.order_columns() %}

with

    orders as (select * from {{ ref("stg_shop__orders") }}),

    purchases as (select * from {{ ref("int_customer_orders") }} where is_purchase),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    purchases_as_of as (
        select
            {% for entry in entries %}
                case
                    {% if entry.days %}
                        when
                            purchases.ordered_date
                            < {{ customer_segmentation.days_before("as_of_dates.as_of_date", entry.days) }}
                        then {{ customer_segmentation.value_of_no_purchase(entry) }}
                    {% endif %}
                    when true
                    then {{ customer_segmentation.value_of_purchase(entry) }}
                end as value_{{ loop.index }},
            {% endfor %}
            purchases.customer_id,
            purchases.order_id,
            purchases.ordered_at,
            as_of_dates.as_of_date
        from purchases
        inner join as_of_dates on purchases.ordered_date < as_of_dates.as_of_date
        inner join orders on purchases.order_id = orders.order_id
    ),

    ranked_purchases as (
        select
            {% for entry in entries if entry.aggregation == "last" %}
                row_number() over (
                    partition by customer_id, as_of_date
                    order by
                        case
                            when value_{{ entries.index(entry) + 1 }} is null
                            then 1
                            else 0
                        end,
                        ordered_at desc,
                        order_id desc
                ) as rank_{{ entries.index(entry) + 1 }},
            {% endfor %}
            purchases_as_of.*
        from purchases_as_of
    ),

    feat_customers__order_columns as (
        select
            {% for entry in entries %}
                {{ customer_segmentation.aggregated(entry, "value_" ~ loop.index, "rank_" ~ loop.index) }}
                as {{ entry.name }},
            {% endfor %}
            customer_id,
            as_of_date
        from ranked_purchases
        group by customer_id, as_of_date
    )

select *
from feat_customers__order_columns
