-- Of 1,024 keys, a 16th is 64; the standard deviation is 8.
with

    sampled_keys as (
        {% for number in range(1024) %}
            select
                {{ number }} as number,
                {{ customer_segmentation.is_in_sample("'key " ~ number ~ "'", 16) }}
                as is_in_sample
                {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    counted as (
        select sum(case when is_in_sample then 1 else 0 end) as keys_in_sample
        from sampled_keys
    )

select *
from counted
where
    not coalesce(keys_in_sample between 24 and 104, false)
    or not {{ customer_segmentation.is_in_sample("'any'", 1) }}
