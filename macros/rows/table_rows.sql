{#-
    Rows of a model's table as dicts of text values, in a fixed order, read while another
    model compiles. Values are cast to text so that no digit of a double is lost on the way.
    Before the first build the table does not exist: no rows. The calling model needs its
    `-- depends_on:` line.
-#}
{% macro table_rows(model_name, columns, order_by, where="1 = 1") %}
    {% if not execute %} {{ return([]) }} {% endif %}
    {% set relation = load_relation(ref(model_name)) %}
    {% if relation is none %} {{ return([]) }} {% endif %}
    {% set query %}
        select
            {% for column in columns %}
                cast({{ column }} as {{ dbt.type_string() }}) as text_{{ loop.index }}
                {%- if not loop.last %},{% endif %}
            {% endfor %}
        from {{ relation }}
        where {{ where }}
        order by {{ order_by }}
    {% endset %}
    {% set rows = [] %}
    {% for row in run_query(query).rows %}
        {% set item = {} %}
        {% for column in columns %}
            {% do item.update({column: row[loop.index0]}) %}
        {% endfor %}
        {% do rows.append(item) %}
    {% endfor %}
    {{ return(rows) }}
{% endmacro %}
