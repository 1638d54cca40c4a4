{#- Checks the vars and the raw tables before any table is replaced. Runs on-run-start. -#}
{% macro validate_settings() %}
    {% if execute and flags.WHICH in ["build", "run"] %}
        {% do customer_segmentation.validate_raw_tables() %}
        {% set validate_segmentations = context.get("customer_segmentation").get("validate_segmentations") %}
        {% if validate_segmentations %} {% do validate_segmentations() %} {% endif %}
    {% endif %}
{% endmacro %}
