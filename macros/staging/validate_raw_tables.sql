{% macro validate_raw_tables() %}
{% endmacro %}
