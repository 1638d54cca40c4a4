{#- Checks the vars and the raw tables before any table is replaced. Runs on-run-start. -#}
{% macro validate_settings() %}
    {% if execute and flags.WHICH in ["build", "run"] %}
        {% do customer_segmentation.validate_run_settings() %}
        {% do customer_segmentation.validate_raw_tables() %}
        {% do customer_segmentation.validate_segmentations() %}
    {% endif %}
{% endmacro %}
