{#-
    Rows of a raw table without a key, each with one: what it says, hashed, and its number among
    equal rows. Two equal rows stay two, and neither the order of the rows nor rows that come later
    change a key.

    Arguments:
        table_name: a table of the contract.
        selected: a select of the contract's columns.
-#}
{% macro with_made_key(table_name, selected) %}
    {% set key = customer_segmentation.raw_contract()[table_name].key %}
    {% set columns = customer_segmentation.contract_columns(table_name) %}
    {% set content = customer_segmentation.row_as_json(columns | reject("equalto", key) | list) %}
    {% set number = "row_number() over (partition by row_hash order by row_hash)" %}
    select
        {% for column in columns %}
            {% if column == key %}
                {{ dbt.concat([
                    "substring(row_hash, 1, 16)", "'-'", "cast(" ~ number ~ " as " ~ dbt.type_string() ~ ")",
                ]) }} as {{ key }}
            {% else %} {{ column }}
            {% endif %}
            {{- "," if not loop.last }}
        {% endfor %}
    from
        (
            select {{ columns | join(", ") }}, {{ dbt.hash(content) }} as row_hash
            from ({{ selected }}) as keyless_rows
        ) as hashed_rows
{% endmacro %}

{#-
    The order of an order line that says itself who bought and when: its order_id, or where that is
    mapped to null, what a customer bought at one time.
-#}
{% macro order_of_line(relation) %}
    {% set orders = customer_segmentation.raw_expressions("orders", get_columns_in_query("select * from " ~ relation ~ " as raw")) %}
    {% set settings = customer_segmentation.raw_settings("orders") %}
    {% set mapping = settings.columns if settings.columns is mapping else {} %}
    {% if "order_id" in mapping and mapping.order_id is none %}
        {% do return(dbt.concat([
            "cast(" ~ orders.customer_id ~ " as " ~ dbt.type_string() ~ ")",
            "'-'",
            "cast(" ~ orders.ordered_at ~ " as " ~ dbt.type_string() ~ ")",
        ])) %}
    {% endif %}
    {% do return(orders.order_id) %}
{% endmacro %}

{#-
    Orders made of order lines, one per order_id: when its first line was, and what all of its lines
    say alike. An order whose lines name several customers is nobody's, so staging rejects it.
-#}
{% macro orders_of_lines(selected) %}
    select
        {% for column, properties in customer_segmentation.raw_contract().orders.columns.items() %}
            {% if column == "order_id" %} order_id
            {% elif column == "ordered_at" %} min(ordered_at) as ordered_at
            {% elif properties.kind == "number" and not properties.is_own %}
                cast(null as {{ dbt.type_string() }}) as {{ column }}
            {% elif column in ["customer_id", "status"] %}
                {% set text = customer_segmentation.trimmed("cast(" ~ column ~ " as " ~ dbt.type_string() ~ ")") %}
                case when min({{ text }}) = max({{ text }}) then min({{ column }}) end as {{ column }}
            {% else %} min({{ column }}) as {{ column }}
            {% endif %}
            {{- "," if not loop.last }}
        {% endfor %}
    from ({{ selected }}) as order_lines
    group by order_id
{% endmacro %}
