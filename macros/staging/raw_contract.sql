{#- The raw contract: what each raw table is called, whether it is needed, and its columns. -#}
{% macro raw_contract() %}
    {% do return(
        {
            "orders": {
                "base_model": "base_shop__orders",
                "exceptions_model": "order_exceptions",
                "stg_model": "stg_shop__orders",
                "required": ["order_id", "customer_id", "ordered_at"],
                "optional": [
                    "status", "channel", "currency", "total_amount", "discount_amount",
                    "shipping_amount", "coupon_code",
                ],
            },
            "customers": {
                "base_model": "base_crm__customers",
                "exceptions_model": "customer_exceptions",
                "stg_model": "stg_crm__customers",
                "required": ["customer_id"],
                "optional": [
                    "email", "phone", "first_name", "last_name", "birth_date", "gender", "city",
                    "region", "postal_code", "country", "acquisition_channel", "loyalty_tier",
                    "signed_up_at", "marketing_consent", "canonical_customer_id", "updated_at",
                ],
            },
            "order_items": {
                "base_model": "base_shop__order_items",
                "exceptions_model": "order_item_exceptions",
                "stg_model": "stg_shop__order_items",
                "required": ["order_item_id", "order_id"],
                "optional": ["product_id", "quantity", "unit_price", "discount_amount"],
            },
            "products": {
                "base_model": "base_shop__products",
                "exceptions_model": "product_exceptions",
                "stg_model": "stg_shop__products",
                "required": ["product_id"],
                "optional": ["product_name", "category", "brand"],
            },
            "events": {
                "base_model": "base_engagement__events",
                "exceptions_model": "event_exceptions",
                "stg_model": "stg_engagement__events",
                "required": ["event_id", "customer_id", "occurred_at"],
                "optional": ["channel", "event_type", "session_id", "campaign_id"],
            },
            "survey_responses": {
                "base_model": "base_engagement__survey_responses",
                "exceptions_model": "survey_response_exceptions",
                "stg_model": "stg_engagement__survey_responses",
                "required": ["response_id", "customer_id", "responded_at"],
                "optional": ["survey_type", "score"],
            },
        }
    ) %}
{% endmacro %}
