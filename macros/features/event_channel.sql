{#- Channel of an event; of an event without one, the channel that its type belongs to. -#}
{% macro event_channel() -%}
    coalesce(
        channel,
        case
            when event_type in ('page_view', 'product_view', 'search', 'add_to_cart')
            then 'web'
            when
                {{ customer_segmentation.is_one_of(
                    "event_type", ["sent", "opened", "clicked", "unsubscribed", "complained"]
                ) }}
            then 'email'
            when event_type in ('like', 'share', 'comment', 'mention')
            then 'social'
        end
    )
{%- endmacro %}
