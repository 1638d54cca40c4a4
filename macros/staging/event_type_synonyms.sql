{#- Spellings of an event type -> the contract's, after lower case and blanks to underscores. -#}
{% macro event_type_synonyms() %}
    {% do return(
        {
            "pageview": "page_view", "page_viewed": "page_view", "view": "page_view",
            "product_viewed": "product_view", "view_product": "product_view",
            "view_item": "product_view", "searched": "search", "added_to_cart": "add_to_cart",
            "cart_add": "add_to_cart", "addtocart": "add_to_cart", "send": "sent",
            "delivery": "delivered", "open": "opened", "click": "clicked",
            "unsubscribe": "unsubscribed", "liked": "like", "shared": "share",
            "commented": "comment", "mentioned": "mention", "ticket": "ticket_opened",
            "ticket_created": "ticket_opened",
        }
    ) %}
{% endmacro %}
