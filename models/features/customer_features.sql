{% if customer_segmentation.rfm_columns() %}
    {% for name in customer_segmentation.models_of_rfm() %}
    -- depends_on: {{ ref(name) }}
    {% endfor %}
{% endif %}
{% set no_orders = customer_segmentation.zero_when_used("orders") %}
{% set no_items = customer_segmentation.zero_when_used("order_items") %}
{% set no_categories = customer_segmentation.zero_when_used("order_items", "products") %}
{% set no_events = customer_segmentation.zero_when_used("events") %}
with

    customer_as_of_dates as (select * from {{ ref("customer_as_of_dates") }}),

    customers as (select * from {{ ref("int_customers") }}),

    purchases as (select * from {{ ref("feat_customers__purchases") }}),

    -- Nobody spent 0 in a shop of which no amount is known.
    known_money as (
        select count(gross_amount) > 0 as is_known from {{ ref("int_customer_orders") }}
    ),

    baskets as (select * from {{ ref("feat_customers__baskets") }}),

    products as (select * from {{ ref("feat_customers__products") }}),

    visits as (select * from {{ ref("feat_customers__visits") }}),

    engagement as (select * from {{ ref("feat_customers__engagement") }}),

    surveys as (select * from {{ ref("feat_customers__surveys") }}),

    customer_features as (
        select
            customer_as_of_dates.customer_id,
            customer_as_of_dates.as_of_date,
            customer_as_of_dates.is_current,

            coalesce(
                purchases.recency_days,
                {{ customer_segmentation.given_rfm("recency") or "null" }}
            ) as recency_days,
            purchases.days_since_first_order,
            customer_as_of_dates.tenure_days,

            coalesce(
                purchases.order_count,
                {{ customer_segmentation.given_rfm("frequency") or no_orders }}
            ) as order_count,
            coalesce(purchases.order_count_90d, {{ no_orders }}) as order_count_90d,
            coalesce(purchases.order_count_365d, {{ no_orders }}) as order_count_365d,

            case
                when purchases.customer_id is not null
                then purchases.spend_net
                when known_money.is_known
                then 0
                else {{ customer_segmentation.given_rfm("monetary") or "null" }}
            end as spend_net,
            case
                when purchases.customer_id is not null
                then purchases.spend_gross
                when known_money.is_known
                then 0
            end as spend_gross,
            case
                when purchases.customer_id is not null
                then purchases.spend_net_90d
                when known_money.is_known
                then 0
            end as spend_net_90d,
            case
                when purchases.customer_id is not null
                then purchases.spend_net_365d
                when known_money.is_known
                then 0
            end as spend_net_365d,
            purchases.average_order_value,

            coalesce(
                purchases.order_count_change_90d, {{ no_orders }}
            ) as order_count_change_90d,
            case
                when purchases.customer_id is not null
                then purchases.spend_net_change_90d
                when known_money.is_known
                then 0
            end as spend_net_change_90d,

            purchases.order_gap_days_mean,
            purchases.order_gap_days_cv,

            baskets.units_per_order,
            baskets.lines_per_order,
            baskets.largest_order_value,

            coalesce(products.product_count, {{ no_items }}) as product_count,
            coalesce(products.product_count_365d, {{ no_items }}) as product_count_365d,
            coalesce(products.category_count, {{ no_categories }}) as category_count,
            products.category_entropy,
            products.top_category,

            baskets.discount_share,
            baskets.coupon_order_share,
            purchases.return_share,

            baskets.web_order_share,
            baskets.app_order_share,
            baskets.store_order_share,
            baskets.order_channel_count,

            baskets.weekend_order_share,
            baskets.evening_order_share,
            baskets.morning_order_share,

            coalesce(visits.visit_count_90d, {{ no_events }}) as visit_count_90d,
            coalesce(
                engagement.page_view_count_90d, {{ no_events }}
            ) as page_view_count_90d,
            coalesce(
                engagement.product_view_count_90d, {{ no_events }}
            ) as product_view_count_90d,
            coalesce(engagement.search_count_90d, {{ no_events }}) as search_count_90d,
            coalesce(
                engagement.add_to_cart_count_90d, {{ no_events }}
            ) as add_to_cart_count_90d,
            {% if no_orders == "0" %}
                {{ customer_segmentation.ratio(
                    "least(coalesce(purchases.order_count_90d, 0), engagement.add_to_cart_count_90d)",
                    "engagement.add_to_cart_count_90d",
                ) }}
            {% else %} cast(null as {{ customer_segmentation.type_double() }})
            {% endif %} as cart_to_order_rate,
            coalesce(
                engagement.email_sent_count_365d, {{ no_events }}
            ) as email_sent_count_365d,
            engagement.email_open_rate,
            engagement.email_click_rate,
            engagement.days_since_last_touch,
            coalesce(
                engagement.social_interaction_count_365d, {{ no_events }}
            ) as social_interaction_count_365d,
            coalesce(
                engagement.ticket_count_365d, {{ no_events }}
            ) as ticket_count_365d,
            coalesce(
                engagement.is_email_unsubscribed,
                {{ "false" if no_events == "0" else "null" }}
            ) as is_email_unsubscribed,

            surveys.nps_last,
            surveys.nps_mean,
            surveys.csat_last,
            surveys.csat_mean,

            case
                when customers.birth_date < customer_as_of_dates.as_of_date
                then
                    {{ customer_segmentation.full_years_between(
                        "customers.birth_date", "customer_as_of_dates.as_of_date"
                    ) }}
            end as age_years,
            customers.gender,
            customers.country,
            customers.region,
            customers.city,
            customers.acquisition_channel,
            customers.loyalty_tier,
            customers.has_marketing_consent
        from customer_as_of_dates
        inner join customers on customer_as_of_dates.customer_id = customers.customer_id
        cross join known_money
        {% for name in customer_segmentation.rfm_models() %}
            left join
                {{ ref(name) }} as {{ name }}
                on customer_as_of_dates.customer_id = {{ name }}.customer_id
                {% if customer_segmentation.is_dated_model(name) %}
                    and customer_as_of_dates.as_of_date = {{ name }}.as_of_date
                {% endif %}
        {% endfor %}
        left join
            purchases
            on customer_as_of_dates.customer_id = purchases.customer_id
            and customer_as_of_dates.as_of_date = purchases.as_of_date
        left join
            baskets
            on customer_as_of_dates.customer_id = baskets.customer_id
            and customer_as_of_dates.as_of_date = baskets.as_of_date
        left join
            products
            on customer_as_of_dates.customer_id = products.customer_id
            and customer_as_of_dates.as_of_date = products.as_of_date
        left join
            visits
            on customer_as_of_dates.customer_id = visits.customer_id
            and customer_as_of_dates.as_of_date = visits.as_of_date
        left join
            engagement
            on customer_as_of_dates.customer_id = engagement.customer_id
            and customer_as_of_dates.as_of_date = engagement.as_of_date
        left join
            surveys
            on customer_as_of_dates.customer_id = surveys.customer_id
            and customer_as_of_dates.as_of_date = surveys.as_of_date
    )

select *
from customer_features
