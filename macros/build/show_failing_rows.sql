{#-
    Runs on-run-end: for every failed or warning data test of this project, its first failing
    rows in the log, so that a red build says which segment, which figure and which threshold.
-#}
{% macro show_failing_rows(results) %}
    {% for result in results if execute %}
        {% set node = result.node %}
        {% if node.resource_type == "test" and node.package_name == "customer_segmentation" and result.status in ["fail", "warn"] %}
            {% set failing = run_query("select * from (" ~ node.compiled_code ~ ") as failing limit 10") %}
            {{ log(node.name ~ " (" ~ result.status ~ "):", info=true) }}
            {% for row in failing.rows %}
                {% set words = [] %}
                {% for name in failing.column_names %}
                    {% do words.append(name ~ "=" ~ row[loop.index0]) %}
                {% endfor %}
                {{ log("    " ~ words | join(", "), info=true) }}
            {% endfor %}
        {% endif %}
    {% endfor %}
{% endmacro %}
