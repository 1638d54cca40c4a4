{% set keys %}
    (
        {% for key in ["'once'", "'twice'", "'twice'", "'thrice'", "'thrice'", "'thrice'"] %}
            select {{ key }} as row_key
            {{ "union all" if not loop.last }}
        {% endfor %}
    ) as keys
{% endset %}
with

    repeated as ({{ customer_segmentation.repeated_keys(keys, "row_key") }}),

    expected as (
        select {{ customer_segmentation.key_hash("'twice'") }} as key_hash
        union all
        select {{ customer_segmentation.key_hash("'thrice'") }} as key_hash
    ),

    counted as (
        select
            (select count(*) from repeated) as found_keys,
            (
                select count(*)
                from expected
                inner join repeated on expected.key_hash = repeated.key_hash
            ) as expected_keys
        from (select 1 as one) as one_row
    )

select *
from counted
where found_keys <> 2 or expected_keys <> 2
