-- Columns follow the var segmentations.
{% set features = [
    "recency_days", "days_since_first_order", "tenure_days", "order_count", "order_count_90d",
    "order_count_365d", "spend_net", "spend_net_90d", "spend_net_365d", "average_order_value",
    "discount_share", "coupon_order_share", "return_share", "category_count", "top_category",
    "email_open_rate", "age_years", "gender", "country", "region", "acquisition_channel",
    "loyalty_tier", "has_marketing_consent",
] %}
{% set predictions = [
    "purchase_probability_90d", "churn_probability", "expected_spend_90d", "expected_spend_365d",
    "expected_next_order_date", "days_overdue",
] %}
{% set names = customer_segmentation.segmentations() | map(attribute="name") | list %}
with

    customer_features as (select * from {{ ref("customer_features") }}),

    customer_predictions as (select * from {{ ref("customer_predictions") }}),

    customer_activity as (select * from {{ ref("customer_activity") }}),

    customer_segments as (select * from {{ ref("customer_segments") }}),

    segments_of_customers as (
        select
            {% for name in names %}
                {% for column in ["segment_id", "segment_name"] %}
                    max(
                        case
                            when
                                segmentation
                                = {{ customer_segmentation.text_literal(name) }}
                            then {{ column }}
                        end
                    ) as {{ name }}_{{ column }},
                {% endfor %}
            {% endfor %}
            customer_id
        from customer_segments
        group by customer_id
    ),

    customer_segment_overview as (
        select
            customer_features.customer_id,
            customer_features.as_of_date,
            {% for name in names %}
                segments_of_customers.{{ name }}_segment_id,
                segments_of_customers.{{ name }}_segment_name,
            {% endfor %}
            customer_activity.activity_level,
            {% for column in features %} customer_features.{{ column }}, {% endfor %}
            {% for column in predictions %}
                customer_predictions.{{ column }}{{ "," if not loop.last }}
            {% endfor %}
        from customer_features
        left join
            segments_of_customers
            on customer_features.customer_id = segments_of_customers.customer_id
        left join
            customer_activity
            on customer_features.customer_id = customer_activity.customer_id
            and customer_features.as_of_date = customer_activity.as_of_date
        left join
            customer_predictions
            on customer_features.customer_id = customer_predictions.customer_id
            and customer_features.as_of_date = customer_predictions.as_of_date
        where customer_features.is_current
    )

select *
from customer_segment_overview
