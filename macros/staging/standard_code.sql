{#-
    A code with its known spellings brought to one. A code that neither list knows gets a leading
    question mark, which is cheaper to look for than to compare with the lists again. The standard
    codes come first because nearly all values are one of them.
-#}
{% macro standard_code(column, codes, synonyms, unknown_mark="?") -%}
    case
        when
            {{ column }} in (
                {% for code in codes %}
                    {{ customer_segmentation.text_literal(code) }}{{ "," if not loop.last }}
                {% endfor %}
            )
        then {{ column }}
        {% for spelling, standard in synonyms.items() %}
            when {{ column }} = {{ customer_segmentation.text_literal(spelling) }}
            then {{ customer_segmentation.text_literal(standard) }}
        {% endfor %}
        else {{ customer_segmentation.text_literal(unknown_mark) }} || {{ column }}
    end
{%- endmacro %}
