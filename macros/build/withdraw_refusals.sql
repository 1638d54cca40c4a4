{#-
    Runs on-run-end: tables that this run did not make again, because a test before them is red, lose
    the people who were erased, and the audience those who may not be written to any more.
-#}
{% macro withdraw_refusals(results) %}
    {#- On Spark only tables of Iceberg can lose rows. -#}
    {% if execute and flags.WHICH in ["build", "run"] and target.get("file_format") != "parquet" %}
        {% set made = [] %}
        {% for result in results if result.status == "success" %} {% do made.append(result.node.name) %} {% endfor %}
        {% set erases = var("erased_customers") and "erased_customer_keys" in made %}
        {% set withdraws = "reachable_customers" in made %}
        {% for node in graph.nodes.values() if node.package_name == "customer_segmentation"
            and (erases or withdraws and node.name == "audience_members") and node.name not in made
            and (node.resource_type == "snapshot" or node.config.materialized in ["table", "incremental"])
            and "customer_id" in node.columns
        %}
            {% set relation = adapter.get_relation(node.database, node.schema, node.alias) %}
            {% if relation and erases %}
                {% do run_query(
                    "delete from " ~ relation ~ " where " ~ customer_segmentation.key_hash("customer_id")
                    ~ " in (select key_hash from " ~ customer_segmentation.relation_of("erased_customer_keys") ~ ")"
                ) %}
            {% endif %}
            {% if relation and withdraws and node.name == "audience_members" %}
                {% set key = dbt.concat(["customer_id", "' '", "channel"]) %}
                {% set unreachable = (
                    key ~ " not in (select " ~ key ~ " from " ~ customer_segmentation.relation_of("reachable_customers")
                    ~ " as reachable where customer_id is not null)"
                ) %}
                {% do run_query("delete from " ~ relation ~ " where " ~ unreachable) %}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{#- A model of the package, where no ref can be: at the end of a run. -#}
{% macro relation_of(model_name) %}
    {% set node = graph.nodes["model.customer_segmentation." ~ model_name] %}
    {% do return(api.Relation.create(database=node.database, schema=node.schema, identifier=node.alias)) %}
{% endmacro %}
