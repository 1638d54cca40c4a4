{#- The planner knows nothing of a new table until somebody tells it. -#}
{% macro postgres_python__create_indexes(relation) %}
    {% do dbt.default__create_indexes(relation) %}
    {% do run_query("analyze " ~ relation) %}
{% endmacro %}

{#- As dbt's own, with the types of column_types translated like those of contracts. -#}
{% macro postgres_python__create_csv_table(model, agate_table) %}
    {% set types = model["config"].get("column_types", {}) %}
    {% set columns = [] %}
    {% for name in agate_table.column_names %}
        {% set data_type = types.get(name, adapter.convert_type(agate_table, loop.index0)) %}
        {% do columns.append(
            adapter.quote_seed_column(name | string, model["config"].get("quote_columns"))
            ~ " " ~ api.Column.translate_type(data_type)
        ) %}
    {% endfor %}
    {% set sql = "create table " ~ this.render() ~ " (" ~ columns | join(", ") ~ ")" %}
    {% call statement("_") %} {{ sql }} {% endcall %}
    {{ return(sql) }}
{% endmacro %}
