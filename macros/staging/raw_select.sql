{#-
    Selects the contract's columns from a raw table under the contract's names, untouched.
    No rows when the table is not in use or when the user's own model replaces the staging model.
-#}
{% macro raw_select(table_name) %}
    {% set contract = customer_segmentation.raw_contract()[table_name] %}
    {% set columns = contract["required"] + contract["optional"] %}
    {% set is_used = customer_segmentation.using_table(table_name) %}
    {% set relation = customer_segmentation.raw_relation(table_name) if is_used %}
    {% if is_used and execute and not customer_segmentation.is_overridden(table_name) %}
        {% set expressions = customer_segmentation.raw_expressions(
            table_name, customer_segmentation.raw_columns(table_name)
        ) %}
        select
        {% for column in columns %}
            {{ expressions[column] }} as {{ column }}{{ "," if not loop.last }}
        {% endfor %}
        from {{ relation }} as raw
    {% else %}
        select
        {% for column in columns %}
            cast(null as {{ dbt.type_string() }}) as {{ column }}{{ "," if not loop.last }}
        {% endfor %}
        where 1 = 0
    {% endif %}
{% endmacro %}
