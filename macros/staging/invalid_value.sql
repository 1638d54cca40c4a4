{#- The raw value that invalid_column names. -#}
{% macro invalid_value(columns) -%}
    case
        {% for column in columns %}
            when {{ customer_segmentation.unreadable_text(column) }} is not null
            then cast(raw_{{ column }} as {{ dbt.type_string() }})
        {% endfor %}
    end
{%- endmacro %}
