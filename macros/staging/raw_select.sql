{#-
    Selects the contract's columns from a raw table under the contract's names, untouched. No rows
    when the table is not in use, when the user's own model replaces the staging model, and when a
    command that builds nothing finds no table yet.
-#}
{% macro raw_select(table_name) %}
    {% set contract = customer_segmentation.raw_contract()[table_name] %}
    {% set columns = contract["required"] + contract["optional"] %}
    {% set is_used = customer_segmentation.using_table(table_name) %}
    {% set relation = customer_segmentation.raw_relation(table_name) if is_used %}
    {% set is_read = is_used and execute and not customer_segmentation.is_overridden(table_name) %}
    {% if is_read and customer_segmentation.raw_table_exists(table_name) %}
        {% set expressions = customer_segmentation.raw_expressions(
            table_name, customer_segmentation.raw_columns(table_name)
        ) %}
        select
            {% for column in columns %}
                {{ expressions[column] }} as {{ column }}{{ "," if not loop.last }}
            {% endfor %}
        from {{ relation }} as raw
    {% else %}
        {% if is_read and flags.WHICH in ["build", "run"] %}
            {{ customer_segmentation.raise_missing_raw_table(table_name) }}
        {% endif %}
        select
            {% for column in columns %}
                cast(
                    null as {{ dbt.type_string() }}
                ) as {{ column }}{{ "," if not loop.last }}
            {% endfor %}
        from (select 1 as one) as one_row
        where 1 = 0
    {% endif %}
{% endmacro %}
