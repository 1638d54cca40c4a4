{#- The event types that the contract knows, with those that the var extra_event_types adds. -#}
{% macro event_types() %}
    {% do return(
        [
            "page_view", "product_view", "search", "add_to_cart", "remove_from_cart",
            "add_to_wishlist", "checkout", "purchase", "login", "app_open", "visit",
            "sent", "delivered", "opened", "clicked", "unsubscribed", "bounced", "complained",
            "redeemed", "like", "share", "comment", "mention", "follow", "unfollow", "review",
            "ticket_opened", "ticket_closed", "call", "chat",
        ] + (var("extra_event_types", []) or [])
    ) %}
{% endmacro %}
