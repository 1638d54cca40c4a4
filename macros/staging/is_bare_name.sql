{#- Whether a column map value is a plain column name rather than an SQL expression. -#}
{% macro is_bare_name(value) %}
    {% do return(
        modules.re.match("^[A-Za-z_][A-Za-z0-9_]*$", value) is not none
        and value | lower not in ["null", "true", "false", "current_date", "current_timestamp"]
    ) %}
{% endmacro %}
