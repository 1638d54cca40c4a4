{#-
    A select of the hashes (key_hash) of the keys that more than one row of a relation has. Whether
    rows without a key count as repeated differs between engines.
-#}
{% macro repeated_keys(relation, key) %}
    {{- return(
        adapter.dispatch("repeated_keys", "customer_segmentation")(relation, key)
    ) -}}
{% endmacro %}

{% macro default__repeated_keys(relation, key) -%}
    select {{ customer_segmentation.key_hash(key) }} as key_hash
    from {{ relation }}
    where {{ key }} is not null
    group by {{ customer_segmentation.key_hash(key) }}
    having count(*) > 1
{%- endmacro %}

{#- DuckDB sorts 50 million numbers in a seventh of the time that it takes to group them. -#}
{% macro duckdb__repeated_keys(relation, key) -%}
    select distinct key_hash
    from
        (
            select key_hash, lag(key_hash) over (order by key_hash) as previous_hash
            from
                (
                    select {{ customer_segmentation.key_hash(key) }} as key_hash
                    from {{ relation }}
                ) as hashed_rows
        ) as sorted_hashes
    where key_hash = previous_hash
{%- endmacro %}
