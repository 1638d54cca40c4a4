{#-
    Tables and views of the package's internal schema that nothing in this version makes: an earlier version left
    them. `dbt run-operation drop_old_tables` names them, --args '{drop: true}' drops them.
-#}
{% macro drop_old_tables(drop=false) %}
    {% set made, schemas = [], [] %}
    {% for node in graph.nodes.values()
        if node.package_name == "customer_segmentation" and node.schema.endswith("segmentation_internal")
    %}
        {% do made.append(node.alias | lower) %}
        {% if (node.database, node.schema) not in schemas %} {% do schemas.append((node.database, node.schema)) %} {% endif %}
    {% endfor %}
    {% for database, schema in schemas if execute %}
        {% set there = dbt.list_relations_without_caching(api.Relation.create(database=database, schema=schema)) %}
        {% for row in there if row[1] | lower not in made %}
            {% set relation = adapter.get_relation(database, schema, row[1]) %}
            {% if drop %} {% do adapter.drop_relation(relation) %} {% endif %}
            {% do print(("dropped " if drop else "nothing makes ") ~ relation) %}
        {% endfor %}
    {% endfor %}
    {% do adapter.commit() %}
{% endmacro %}
