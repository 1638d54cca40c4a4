{#-
    Stop at a condition that the warehouse cannot read, before anything is built: each is tried on the
    columns that it may name, without rows. Needs a connection.
-#}
{% macro check_conditions() %}
    {% if not execute or flags.WHICH not in ["build", "run", "run-operation"] %} {{ return("") }} {% endif %}
    {% set mart = customer_segmentation.mart_types() %}
    {% for entry in customer_segmentation.segmentations() %}
        {% set setting = "segmentations." ~ entry.name %}
        {% if entry.population %}
            {% do customer_segmentation.check_condition(setting ~ ".population", entry.population, mart) %}
        {% endif %}
        {% for rule in entry.rules or [] if rule.when is defined %}
            {% do customer_segmentation.check_condition(
                setting ~ ".rules (" ~ rule.segment ~ ")", rule.when, mart
            ) %}
        {% endfor %}
    {% endfor %}
    {% for table_name, table in customer_segmentation.raw_contract().items() %}
        {% for reason, condition in customer_segmentation.own_rejection_rules(table_name).items() %}
            {% set types = {} %}
            {% for column, properties in table.columns.items() %}
                {% do types.update({column: customer_segmentation.type_of_kind(properties.kind)}) %}
            {% endfor %}
            {% do customer_segmentation.check_condition(
                "rejection_rules." ~ table_name ~ "." ~ reason, condition, types
            ) %}
        {% endfor %}
    {% endfor %}
{% endmacro %}

{% macro check_condition(setting, condition, types) %}
    {% set named = customer_segmentation.columns_in_condition(condition) %}
    {% set columns = {} %}
    {% for column in named %}
        {% do columns.update({column: types.get(column, dbt.type_string())}) %}
    {% endfor %}
    {#- Types of your own models are what your YAML says: the build finds out. -#}
    {% set problem = customer_segmentation.query_problem(
        "select case when " ~ condition ~ "\nthen 1 end as holds from ("
        ~ customer_segmentation.empty_select(columns or {"one": dbt.type_int()}) ~ ") as no_rows",
        of_syntax=named | reject("in", types) | list != []
    ) %}
    {% if problem %}
        {{ customer_segmentation.setting_error(
            setting, "is no condition of the warehouse: " ~ condition ~ " (" ~ problem ~ ")",
            "write what may stand between 'when' and 'then'; texts stand in single quotes, names of columns in none"
        ) }}
    {% endif %}
{% endmacro %}

{#- Types of the mart's columns, but for those of your own models. -#}
{% macro mart_types() %}
    {% set types = {} %}
    {% for node in customer_segmentation.feature_nodes() if node.name == "customer_features" or node.setting %}
        {% for column in node.columns.values() if column.data_type %}
            {% do types.update({column.name: api.Column.translate_type(column.data_type)}) %}
        {% endfor %}
    {% endfor %}
    {% do return(types) %}
{% endmacro %}

{#- The type of a cleaned column of a kind of the raw contract. -#}
{% macro type_of_kind(kind) %}
    {% do return({
        "number": customer_segmentation.type_double(),
        "timestamp": dbt.type_timestamp(),
        "date": "date",
        "boolean": dbt.type_boolean(),
    }.get(kind, dbt.type_string())) %}
{% endmacro %}
