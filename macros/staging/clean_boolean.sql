{#- True or false from the usual spellings; anything else is null. -#}
{% macro clean_boolean(expression) -%}
    case
        lower(trim(cast({{ expression }} as {{ dbt.type_string() }})))
        {% for word in ["true", "t", "yes", "y", "1", "1.0", "on", "opt-in", "opted_in", "subscribed"] %}
            when '{{ word }}' then true
        {% endfor %}
        {% for word in ["false", "f", "no", "n", "0", "0.0", "off", "opt-out", "opted_out", "unsubscribed"] %}
            when '{{ word }}' then false
        {% endfor %}
    end
{%- endmacro %}
