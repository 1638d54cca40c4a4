{#- A statement that gives a table of one row these values: column -> SQL expression, all in their order. -#}
{% macro row_replaced(relation, row) %}
    {{- return(adapter.dispatch("row_replaced", "customer_segmentation")(relation, row)) -}}
{% endmacro %}

{% macro default__row_replaced(relation, row) %}
    update {{ relation }}
    set
        {% for name, expression in row.items() %}
            {{ name }} = {{ expression }}{{ "," if not loop.last }}
        {% endfor %}
{% endmacro %}

{#- Spark updates no Parquet. -#}
{% macro spark__row_replaced(relation, row) %}
    insert overwrite {{ relation }}
    select
        {% for name, expression in row.items() %}
            {{ expression }} as {{ name }}{{ "," if not loop.last }}
        {% endfor %}
{% endmacro %}
