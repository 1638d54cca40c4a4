{#- The channels that the contract knows for events. -#}
{% macro event_channels() %}
    {% do return(["web", "app", "email", "social", "store", "support"]) %}
{% endmacro %}
