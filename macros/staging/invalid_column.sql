{#-
    The first of the columns whose raw value is there but could not be read; null when all could.
    Expects each column next to its raw_<column>.
-#}
{% macro invalid_column(columns) -%}
    case
        {% for column in columns %}
            when {{ customer_segmentation.unreadable_text(column) }} is not null
            then '{{ column }}'
        {% endfor %}
    end
{%- endmacro %}
