{#- The hashes of the keys that more than one row of a relation has. -#}
{% macro repeated_keys(relation, key) -%}
    select {{ customer_segmentation.key_hash(key) }} as key_hash
    from {{ relation }}
    group by {{ customer_segmentation.key_hash(key) }}
    having count(*) > 1 and {{ customer_segmentation.key_hash(key) }} is not null
{%- endmacro %}
