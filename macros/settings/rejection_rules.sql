{#-
    The business's reasons to reject rows of a raw table, reason -> condition on its cleaned columns.

    orders: {staff order: "coupon_code = 'STAFF'"}
-#}
{% macro own_rejection_rules(table_name) %}
    {% do return(customer_segmentation.given_mapping("rejection_rules", table_name)) %}
{% endmacro %}

{#- A condition with the columns of a raw table's contract under the table's name, literals apart. -#}
{% macro qualified(condition, table_name) %}
    {% set names = customer_segmentation.contract_columns(table_name) | join("|") %}
    {% set parts = [] %}
    {% for part in (condition | string).split("'") %}
        {% do parts.append(
            part if loop.index0 % 2
            else modules.re.sub("(?i)(?<![\\w.])(" ~ names ~ ")(?!\\w)(?!\\s*\\()", table_name ~ ".\\1", part)
        ) %}
    {% endfor %}
    {% do return("(" ~ parts | join("'") ~ ")") %}
{% endmacro %}

{#- Stop at a rule of rejection_rules about a table or a column that is not there. -#}
{% macro check_rejection_rules() %}
    {% set contract = customer_segmentation.raw_contract() %}
    {% for table_name, rules in (var("rejection_rules") or {}).items() %}
        {% set setting = "rejection_rules." ~ table_name %}
        {% do customer_segmentation.check_choice("rejection_rules", table_name, contract | list, "table") %}
        {% if rules is not mapping %}
            {{ customer_segmentation.setting_error(
                setting, "is " ~ customer_segmentation.as_written(rules),
                "give conditions by reason, like {staff order: \"coupon_code = 'STAFF'\"}"
            ) }}
        {% endif %}
        {% for reason, condition in rules.items() %}
            {% set columns = customer_segmentation.contract_columns(table_name) %}
            {% if condition is not string or not condition | trim %}
                {{ customer_segmentation.setting_error(
                    setting ~ "." ~ reason, "is " ~ customer_segmentation.as_written(condition),
                    "give an SQL condition on " ~ columns | join(", ")
                ) }}
            {% endif %}
            {% for column in customer_segmentation.columns_in_condition(condition) %}
                {% do customer_segmentation.check_choice(setting ~ "." ~ reason, column, columns, "column") %}
            {% endfor %}
        {% endfor %}
    {% endfor %}
{% endmacro %}
