{#-
    No value of the columns is below min or above max (10^18 when there is none: a million
    amounts of the largest that staging accepts). Nulls pass. One scan for all columns; a failure names the
    column and its smallest and largest value.
-#}
{% test values_within(model, ranges) %}
    {% set checks = [] %}
    {% for range in ranges %}
        {% for column in range.columns %}
            {% do checks.append({
                "column": column,
                "min": range.get("min", -1e18),
                "max": range.get("max", 1e18),
            }) %}
        {% endfor %}
    {% endfor %}
    with
        extremes as (
            select
                {% for check in checks %}
                    min({{ check.column }}) as min_{{ loop.index }},
                    max(
                        {{ check.column }}
                    ) as max_{{ loop.index }}{{ "," if not loop.last }}
                {% endfor %}
            from {{ model }}
        )
    {% for check in checks %}
        select
            {{ customer_segmentation.text_literal(check.column) }} as column_name,
            cast(
                min_{{ loop.index }} as {{ customer_segmentation.type_double() }}
            ) as smallest_value,
            cast(
                max_{{ loop.index }} as {{ customer_segmentation.type_double() }}
            ) as largest_value,
            {{ check.min }} as allowed_min,
            {{ check.max }} as allowed_max
        from extremes
        where
            min_{{ loop.index }} < {{ check.min }}
            or max_{{ loop.index }} > {{ check.max }}
            {{ "union all" if not loop.last }}
    {% endfor %}
{% endtest %}
