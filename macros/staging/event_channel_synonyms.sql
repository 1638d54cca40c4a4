{#- Spellings of an engagement channel -> web, app, email, social, store or support. -#}
{% macro event_channel_synonyms() %}
    {% do return(
        {
            "website": "web", "site": "web", "online": "web", "desktop": "web",
            "mobile": "app", "mobile_app": "app", "mobile app": "app", "ios": "app", "android": "app",
            "e-mail": "email", "mail": "email", "newsletter": "email",
            "social_media": "social", "social media": "social",
            "shop": "store", "retail": "store", "in-store": "store",
            "helpdesk": "support", "service": "support", "call_center": "support",
        }
    ) %}
{% endmacro %}
