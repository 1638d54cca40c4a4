{#- Stops with a message that lists the choices when a setting has none of them. -#}
{% macro validate_known(setting, value, choices, what) %}
    {% if value not in choices %}
        {{ customer_segmentation.setting_error(
            setting,
            "has the unknown " ~ what ~ " '" ~ value ~ "'",
            "use one of " ~ choices | join(", ")
        ) }}
    {% endif %}
{% endmacro %}
