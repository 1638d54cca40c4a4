{#-
    A code with its known spellings brought to one. Codes that the mapping does not know stay as
    they are, so that a check can name them.
-#}
{% macro standard_code(column, synonyms) -%}
    case
        {{ column }}
        {% for spelling, standard in synonyms.items() %}
        when '{{ spelling | replace("'", "''") }}' then '{{ standard | replace("'", "''") }}'
        {% endfor %}
        else {{ column }}
    end
{%- endmacro %}
