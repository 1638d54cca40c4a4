{#- The branch of a `case` that gives the reason for a code that the contract does not know. -#}
{% macro when_code_is_unknown(column, codes) -%}
    when {{ column }} not in ('{{ codes | join("', '") }}')
    then 'unknown {{ column }} ' || {{ column }}
{%- endmacro %}
