{#-
    Make a view of a table's rows per segmentation, such as segments_behaviour: for tools in which a
    forgotten filter would count every customer once per segmentation. Who may read the table may read them.
-#}
{% macro views_by_segmentation(table) %}
    {% for entry in customer_segmentation.segmentations() if execute %}
        {% set view = api.Relation.create(
            database=table.database,
            schema=table.schema,
            identifier=table.identifier ~ "_" ~ entry.name,
            type="view",
        ) %}
        {% do adapter.drop_relation(view) %}
        {% do run_query(
            "create view " ~ view ~ " as select * from " ~ table ~ " where segmentation = "
            ~ customer_segmentation.text_literal(entry.name)
        ) %}
        {% do apply_grants(view, config.get("grants"), should_revoke=False) %}
    {% endfor %}
{% endmacro %}
