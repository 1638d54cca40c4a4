{#- Drop what an incremental Python model leaves behind. -#}
{% macro drop_temporary_tables(model) %}
    {% if execute %}
        {% do adapter.dispatch("drop_temporary_tables", "customer_segmentation")(model) %}
    {% endif %}
{% endmacro %}

{% macro default__drop_temporary_tables(model) %} {% endmacro %}

{#- dbt-duckdb creates the temporary relation as a table and forgets it. -#}
{% macro duckdb__drop_temporary_tables(model) %}
    {% set query %}
        select table_name
        from information_schema.tables
        where
            table_schema = {{ customer_segmentation.text_literal(model.schema) }}
            and table_name like {{ customer_segmentation.text_literal(model.identifier ~ "__dbt_tmp%") }}
    {% endset %}
    {% for row in run_query(query).rows %}
        {% do adapter.drop_relation(
            api.Relation.create(
                database=model.database, schema=model.schema, identifier=row[0], type="table"
            )
        ) %}
    {% endfor %}
{% endmacro %}
