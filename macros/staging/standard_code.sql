{#-
    A code with its known spellings brought to one. A code that neither list knows gets a leading
    question mark, which is cheaper to look for than to compare with the lists again. The standard
    codes come first because nearly all values are one of them.
-#}
{% macro standard_code(column, codes, synonyms, unknown_mark="?") -%}
    case
        when {{ column }} in ('{{ codes | join("', '") }}')
        then {{ column }}
        {% for spelling, standard in synonyms.items() %}
            when
                {{ column }}
                = '{{ spelling | replace("' ", " '' ") }}' then '{{ standard | replace(" '", "''") }}'
        {% endfor %}
        else '{{ unknown_mark }}' || {{ column }}
    end
{%- endmacro %}
