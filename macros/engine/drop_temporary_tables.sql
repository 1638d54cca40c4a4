{#- Drop what an incremental Python model leaves behind. -#}
{% macro drop_temporary_tables(model) %}
    {% if execute %}
        {% do adapter.dispatch("drop_temporary_tables", "customer_segmentation")(model) %}
    {% endif %}
{% endmacro %}

{% macro default__drop_temporary_tables(model) %} {% endmacro %}

{#-
    dbt-duckdb creates the temporary relation of a Python model as a table in the database's own schema,
    and forgets it. A killed build leaves one as well.
-#}
{% macro duckdb__drop_temporary_tables(model) %}
    {% set query %}
        select table_schema, table_name
        from information_schema.tables
        where
            table_catalog = {{ customer_segmentation.text_literal(model.database) }}
            and table_name like {{ customer_segmentation.text_literal(model.identifier ~ "__dbt_tmp%") }}
    {% endset %}
    {% for row in run_query(query).rows %}
        {% do adapter.drop_relation(
            api.Relation.create(
                database=model.database, schema=row[0], identifier=row[1], type="table"
            )
        ) %}
    {% endfor %}
{% endmacro %}
