with

    hashed_keys as (
        {% for key in ["a", "b", "A", "a ", ""] %}
            select {{ customer_segmentation.key_hash("'" ~ key ~ "'") }} as key_hash
            union all
        {% endfor %}
        select {{ customer_segmentation.key_hash("'a'") }} as key_hash
    ),

    counted as (select count(distinct key_hash) as different_hashes from hashed_keys)

select *
from counted
where different_hashes <> 5
