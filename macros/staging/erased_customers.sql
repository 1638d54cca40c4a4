{#-
    A select of the customer ids in the var erased_customers: a list of ids, or the name of a
    model with a column customer_id.
-#}
{% macro erased_customers() %}
    {% set setting = var("erased_customers") %}
    {% if setting is string %} select customer_id from {{ ref(setting) }}
    {% elif setting %}
        {% for customer_id in setting %}
            select
                cast(
                    {{ customer_segmentation.text_literal(customer_id) }}
                    as {{ dbt.type_string() }}
                ) as customer_id
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    {% else %}
        {{ customer_segmentation.empty_select({"customer_id": dbt.type_string()}) }}
    {% endif %}
{% endmacro %}

{#- Delete what a table that grows keeps of erased customers. -#}
{% macro forget_erased_customers(relation) %}
    {% if var("erased_customers") and execute %}
        delete from {{ relation }}
        where
            {{ customer_segmentation.key_hash("customer_id") }}
            in (select key_hash from {{ ref("erased_customer_keys") }})
    {% endif %}
{% endmacro %}

{#-
    Which column of a raw table tells the rows of erased customers, and the relation of its hashed
    values; none when nobody is erased or no row is about a customer.
-#}
{% macro erased_keys(table_name) %}
    {% set columns = customer_segmentation.contract_columns(table_name) %}
    {% if var("erased_customers") and "customer_id" in columns %}
        {% do return({"column": "customer_id", "relation": ref("erased_customer_keys")}) %}
    {% elif var("erased_customers") and "order_id" in columns %}
        {% do return({"column": "order_id", "relation": ref("erased_order_keys")}) %}
    {% endif %}
    {% do return(none) %}
{% endmacro %}
