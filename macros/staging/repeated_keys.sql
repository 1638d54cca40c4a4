{#- The hashes of the keys that more than one row of a relation has. -#}
{% macro repeated_keys(relation, key) -%}
    select {{ customer_segmentation.key_hash(key) }} as key_hash
    from {{ relation }}
    where {{ key }} is not null
    group by {{ customer_segmentation.key_hash(key) }}
    having count(*) > 1
{%- endmacro %}
