{#-
    Stop where there is no order log and nothing in its place, and at a var rfm that names no known
    columns or stands beside orders.
-#}
{% macro check_orders() %}
    {% set has_orders = customer_segmentation.using_table("orders") %}
    {% if not has_orders and not customer_segmentation.has_own_features() %}
        {{ customer_segmentation.setting_error(
            "using_orders", "is false, and nothing else says what customers are like",
            "name columns of customers in customer_columns, or models in feature_models, or map raw_tables.orders"
        ) }}
    {% elif not has_orders and not customer_segmentation.using_table("customers") %}
        {{ customer_segmentation.setting_error(
            "using_orders", "is false, and no table says who the customers are", "name raw_tables.customers"
        ) }}
    {% endif %}
    {% set given = var("rfm") or {} %}
    {% if given and has_orders %}
        {{ customer_segmentation.setting_error(
            "rfm", "names columns, and there are orders that scores are made of",
            "remove it, or set using_orders to false"
        ) }}
    {% endif %}
    {% set measures = ["recency", "frequency", "monetary"] %}
    {% for measure, column in given.items() %}
        {% do customer_segmentation.check_choice("rfm", measure, measures, "measure") %}
        {% set known = [] %}
        {% for node in customer_segmentation.feature_nodes()[1:] %}
            {% do known.extend(node.columns | reject("in", ["customer_id", "as_of_date"]) | list) %}
        {% endfor %}
        {% if known %}
            {% do customer_segmentation.check_choice("rfm." ~ measure, column, known, "column") %}
        {% endif %}
    {% endfor %}
    {% for measure in ["recency", "frequency"] if given and not given.get(measure) %}
        {{ customer_segmentation.setting_error(
            "rfm", "does not name " ~ measure,
            "give {recency: days since the last purchase, frequency: purchases, monetary: spend}"
        ) }}
    {% endfor %}
{% endmacro %}

{#- Stop at a column of the mart that is null for everybody because there is no order log. -#}
{% macro check_column_is_known(setting, what, column) %}
    {% set metadata = customer_segmentation.mart_features("customer_features").get(column) %}
    {% set given = customer_segmentation.rfm_columns() %}
    {% set known = [] %}
    {% for measure, name in {"recency": "recency_days", "frequency": "order_count", "monetary": "spend_net"}.items() %}
        {% if given.get(measure) %} {% do known.append(name) %} {% endif %}
    {% endfor %}
    {% if metadata and not customer_segmentation.using_table("orders")
        and "orders" in metadata.get("requires", []) and column not in known
    %}
        {{ customer_segmentation.setting_error(
            setting, what ~ " the column '" ~ column ~ "', and without orders nobody has a value of it",
            "use columns of your own, give the var rfm, or map raw_tables.orders"
        ) }}
    {% endif %}
{% endmacro %}
