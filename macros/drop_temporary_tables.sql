{#-
    Drop what an incremental Python model leaves behind: dbt-duckdb creates its temporary
    relation as a table and forgets it.
-#}
{% macro drop_temporary_tables(model) %}
    {% if execute %}
        {% set query %}
            select table_name
            from information_schema.tables
            where
                table_schema = {{ dbt.string_literal(model.schema) }}
                and table_name like {{ dbt.string_literal(model.identifier ~ "__dbt_tmp%") }}
        {% endset %}
        {% for row in run_query(query).rows %}
            {% do adapter.drop_relation(
                api.Relation.create(
                    database=model.database, schema=model.schema, identifier=row[0], type="table"
                )
            ) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
