{#- A select without rows, of columns {name: type}. -#}
{% macro empty_select(columns) %}
    {{- return(adapter.dispatch("empty_select", "customer_segmentation")(columns)) -}}
{% endmacro %}

{% macro default__empty_select(columns) %}
    select
        {% for name, data_type in columns.items() %}
            cast(null as {{ data_type }}) as {{ name }}{{ "," if not loop.last }}
        {% endfor %}
    from (select 1 as one) as one_row
    where 1 = 0
{% endmacro %}
