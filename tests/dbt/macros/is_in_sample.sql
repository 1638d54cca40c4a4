-- Of 1,024 keys, a 16th is 64; the standard deviation is 8.
with

    digits as (
        {% for number in range(32) %}
            select {{ number }} as digit {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    keys as (
        select
            {{ dbt.concat(["'key '", "cast(32 * high.digit + low.digit as " ~ dbt.type_string() ~ ")"]) }}
            as row_key
        from digits as high
        cross join digits as low
    ),

    sampled_keys as (
        select
            row_key,
            {{ customer_segmentation.is_in_sample("row_key", 16) }} as is_in_sample
        from keys
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
