{#-
    Runs on-run-end: marks the build as whole when every public model up to the description of the
    segments was made. A killed build never comes here, and one that stopped half-way is not marked.
    What acts on segments may be missing: it waits for the tests of the segments, and readers must
    see why they are red.
-#}
{% macro finish_build(results) %}
    {% if execute and flags.WHICH in ["build", "run"] %}
        {% set made, needed = [], [] %}
        {% for result in results if result.status == "success" %}
            {% do made.append(result.node.unique_id) %}
        {% endfor %}
        {% for node in graph.nodes.values() if node.resource_type == "model"
            and node.package_name == "customer_segmentation"
            and "activate" not in node.fqn and "semantic" not in node.fqn
            and (node.access == "public" or node.name == "build_state")
        %}
            {% do needed.append(node.unique_id) %}
        {% endfor %}
        {% if needed | reject("in", made) | list == [] %}
            {{ customer_segmentation.row_replaced(
                customer_segmentation.relation_of("build_state"),
                {"build_id": customer_segmentation.text_literal(invocation_id), "is_complete": "true"},
            ) }}
        {% endif %}
    {% endif %}
{% endmacro %}
