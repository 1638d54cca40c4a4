{#- The raw value that invalid_column names. -#}
{% macro invalid_value(columns) -%}
    case
        {% for column in columns %}
            when
                {{ column }} is null
                and {{ customer_segmentation.clean_text("raw_" ~ column) }} is not null
            then cast(raw_{{ column }} as {{ dbt.type_string() }})
        {% endfor %}
    end
{%- endmacro %}
