{#-
    Whether an event by which somebody unsubscribes or complains is about e-mail: however it came, on a
    page, by telephone or in a shop, unless it is about messages of an app or of a social network.
-#}
{% macro is_about_email(channel) -%}
    coalesce({{ channel }}, 'email') not in ('app', 'social')
{%- endmacro %}
