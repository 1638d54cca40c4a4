{#- The columns of a row as a JSON object of texts, without those that are null. -#}
{% macro row_as_json(columns) -%}
    '{' || substring(
        {% for column in columns %}
            coalesce(
                ', "{{ column }}": "'
                || {{ customer_segmentation.json_escaped(column) }}
                || '"',
                ''
            )
            {{ "||" if not loop.last }}
        {% endfor %},
        3
    )
    || '}'
{%- endmacro %}
