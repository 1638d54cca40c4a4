{#- Whether an order line is something bought, as against returned. -#}
{% macro is_bought_line() -%}
    coalesce(quantity, 1) > 0 and coalesce(line_amount, 0) >= 0
{%- endmacro %}
