{#- The raw contract: what each raw table is called, whether it is needed, and its columns. -#}
{% macro raw_contract() %}
    {% do return(
        {
            "orders": {
                "stg_model": "stg_shop__orders",
                "required": ["order_id", "customer_id", "ordered_at"],
                "optional": [
                    "status", "channel", "currency", "total_amount", "discount_amount",
                    "shipping_amount", "coupon_code",
                ],
            },
            "customers": {
                "stg_model": "stg_crm__customers",
                "required": ["customer_id"],
                "optional": [
                    "email", "phone", "first_name", "last_name", "birth_date", "gender", "city",
                    "region", "postal_code", "country", "acquisition_channel", "loyalty_tier",
                    "signed_up_at", "marketing_consent", "canonical_customer_id", "updated_at",
                ],
            },
            "order_items": {
                "stg_model": "stg_shop__order_items",
                "required": ["order_item_id", "order_id"],
                "optional": ["product_id", "quantity", "unit_price", "discount_amount"],
            },
            "products": {
                "stg_model": "stg_shop__products",
                "required": ["product_id"],
                "optional": ["product_name", "category", "brand"],
            },
            "events": {
                "stg_model": "stg_engagement__events",
                "required": ["event_id", "customer_id", "occurred_at"],
                "optional": ["channel", "event_type", "session_id", "campaign_id"],
            },
            "survey_responses": {
                "stg_model": "stg_engagement__survey_responses",
                "required": ["response_id", "customer_id", "responded_at"],
                "optional": ["survey_type", "score"],
            },
        }
    ) %}
{% endmacro %}
