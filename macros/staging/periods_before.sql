{#-
    Earlier as-of dates that are computed: history_periods. None where all that is known of customers
    is how they are today: everybody would have been alike at every date, and moved nowhere.
-#}
{% macro periods_before() %}
    {% set is_dated = namespace(found=false) %}
    {% for table_name, table in customer_segmentation.raw_contract().items()
        if table.happened_at and customer_segmentation.using_table(table_name)
    %}
        {% set is_dated.found = true %}
    {% endfor %}
    {#- Only where it matters: a unit test of dbt has no graph. -#}
    {% if not is_dated.found %}
        {% for node in customer_segmentation.feature_nodes()[1:] if "as_of_date" in node.columns and not node.setting %}
            {% set is_dated.found = true %}
        {% endfor %}
    {% endif %}
    {% do return(var("history_periods") | int if is_dated.found else 0) %}
{% endmacro %}
