{#-
    A country's English name from its ISO 3166 codes and common other names. Names that the list
    does not know stay as they are.
-#}
{% macro standard_country(column) -%}
    case
        lower({{ column }})
        {% for standard, spellings in customer_segmentation.country_spellings().items() %}
            {% for spelling in [standard | lower] + spellings %}
                when '{{ spelling }}' then '{{ standard }}'
            {% endfor %}
        {% endfor %}
        else {{ column }}
    end
{%- endmacro %}
