{#- Text without surrounding blanks; empty text is null. -#}
{% macro clean_text(expression) %}
    nullif(trim(cast({{ expression }} as {{ dbt.type_string() }})), '')
{%- endmacro %}
