-- The order of rows says nothing; a value, a null and one more row do.
{% set contents = [
    [("a", "b"), ("c", "d")],
    [("c", "d"), ("a", "b")],
    [("a", "b"), ("c", "e")],
    [("a", "b"), ("c", none)],
    [("a", "b"), ("c", "d"), ("c", "d")],
    [("b", "a"), ("c", "d")],
] %}
with

    told as (
        {% for rows in contents %}
            select {{ customer_segmentation.content_sum(["one", "other"]) }} as content
            from
                (
                    {% for one, other in rows %}
                        select
                            {{ customer_segmentation.text_literal(one) }} as one,
                            cast(
                                {{ customer_segmentation.text_literal(other) if other else "null" }}
                                as {{ dbt.type_string() }}
                            ) as other
                            {{ "union all" if not loop.last }}
                    {% endfor %}
                ) as told_rows
                {{ "union all" if not loop.last }}
        {% endfor %}
    ),

    counted as (select count(distinct content) as different_contents from told)

select *
from counted
where different_contents <> {{ contents | length - 1 }}
