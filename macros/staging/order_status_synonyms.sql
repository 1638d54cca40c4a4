{#- Spellings of an order's status -> completed, returned or cancelled. -#}
{% macro order_status_synonyms() %}
    {% set synonyms = {
        "complete": "completed", "paid": "completed", "shipped": "completed",
        "delivered": "completed", "fulfilled": "completed", "closed": "completed",
        "invoiced": "completed", "processed": "completed", "processing": "completed",
        "pending": "completed", "open": "completed", "placed": "completed",
        "return": "returned", "refunded": "returned", "refund": "returned",
        "canceled": "cancelled", "cancel": "cancelled", "void": "cancelled",
        "voided": "cancelled",
    } %}
    {% for spelling, standard in (var("order_status_map", {}) or {}).items() %}
        {% do synonyms.update({spelling | string | trim | lower: standard}) %}
    {% endfor %}
    {% do return(synonyms) %}
{% endmacro %}
