{#- The branch of a `case` that gives the reason for a code that the contract does not know. -#}
{% macro when_code_is_unknown(column) -%}
    when {{ column }} like '?%'
    then 'unknown {{ column }} ' || substring({{ column }}, 2)
{%- endmacro %}
