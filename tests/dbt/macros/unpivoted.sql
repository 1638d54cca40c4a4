{% set types = {"id": dbt.type_int(), "name": dbt.type_string(), "number": dbt.type_int()} %}
with

    wide as (
        select 1 as id, 10 as a, 20 as b
        union all
        select 2 as id, 30 as a, 40 as b
    ),

    long as (
        {{ customer_segmentation.unpivoted(
            "wide", [{"name": "'a'", "number": "a"}, {"name": "'b'", "number": "b + 1"}], types
        ) }}
    ),

    nothing as ({{ customer_segmentation.unpivoted("wide", [], types) }}),

    expected as (
        select 1 as id, 'a' as name, 10 as number
        union all
        select 1 as id, 'b' as name, 21 as number
        union all
        select 2 as id, 'a' as name, 30 as number
        union all
        select 2 as id, 'b' as name, 41 as number
    )

select expected.id
from expected
full outer join
    long
    on expected.id = long.id
    and expected.name = long.name
    and expected.number = long.number
where expected.id is null or long.id is null
union all
select id
from nothing
