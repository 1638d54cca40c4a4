{#- Sends at which a customer's own rate weighs as much as the rate of all customers. -#}
{% set prior_sends = 10 %}
{% set sums = {
    "page_views": "start_90d",
    "product_views": "start_90d",
    "searches": "start_90d",
    "cart_additions": "start_90d",
    "sends": "start_365d",
    "opens": "start_365d",
    "clicks": "start_365d",
    "social_interactions": "start_365d",
    "tickets": "start_365d",
    "unsubscriptions": none,
} %}
with

    event_days as (select * from {{ ref("int_customer_event_days") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    windows as (
        select
            as_of_date,
            {{ customer_segmentation.days_before("as_of_date", 90) }} as start_90d,
            {{ customer_segmentation.days_before("as_of_date", 365) }} as start_365d
        from as_of_dates
    ),

    totals as (
        select
            event_days.customer_id,
            windows.as_of_date,
            {% for name, start in sums.items() %}
                cast(
                    sum(
                        {% if start %}
                            case
                                when occurred_date >= {{ start }} then {{ name }} else 0
                            end
                        {% else %}{{ name }}
                        {% endif %}
                    ) as {{ dbt.type_bigint() }}
                ) as {{ name }},
            {% endfor %}
            max(case when touches > 0 then occurred_date end) as last_touch_date
        from event_days
        inner join windows on event_days.occurred_date < windows.as_of_date
        group by event_days.customer_id, windows.as_of_date
    ),

    population as (
        select
            as_of_date,
            {{ customer_segmentation.ratio("sum(least(opens, sends))", "sum(sends)") }}
            as open_rate,
            {{ customer_segmentation.ratio("sum(least(clicks, sends))", "sum(sends)") }}
            as click_rate
        from totals
        group by as_of_date
    ),

    feat_customers__engagement as (
        select
            totals.customer_id,
            totals.as_of_date,
            page_views as page_view_count_90d,
            product_views as product_view_count_90d,
            searches as search_count_90d,
            cart_additions as add_to_cart_count_90d,
            sends as email_sent_count_365d,
            case
                when sends > 0
                then
                    (least(opens, sends) + {{ prior_sends }} * open_rate)
                    / (sends + {{ prior_sends }})
            end as email_open_rate,
            case
                when sends > 0
                then
                    (least(clicks, sends) + {{ prior_sends }} * click_rate)
                    / (sends + {{ prior_sends }})
            end as email_click_rate,
            {{ customer_segmentation.days_between("last_touch_date", "totals.as_of_date") }}
            as days_since_last_touch,
            social_interactions as social_interaction_count_365d,
            tickets as ticket_count_365d,
            unsubscriptions > 0 as is_email_unsubscribed
        from totals
        inner join population on totals.as_of_date = population.as_of_date
    )

select *
from feat_customers__engagement
