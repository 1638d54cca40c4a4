{% set erased_orders %}
    {% if var("erased_customers") %}
        {{ customer_segmentation.base_rows("orders", of="erased") }}
    {% else %}
        {{ customer_segmentation.empty_select({"order_id": dbt.type_string()}) }}
    {% endif %}
{% endset %}
select distinct {{ customer_segmentation.key_hash("order_id") }} as key_hash
from ({{ erased_orders }}) as erased_orders
where order_id is not null
