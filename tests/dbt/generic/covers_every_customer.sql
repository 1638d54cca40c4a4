{#-
    Every customer of customer_features has exactly one row per segmentation and as-of date, in
    a segmentation of part of the customers those whom its population holds for. Compares counts,
    so that it costs two aggregations whatever the number of customers.
-#}
{% test covers_every_customer(model, customers) %}
    {% set entries = customer_segmentation.segmentations() %}
    with
        assigned as (
            select
                segmentation,
                as_of_date,
                count(*) as assigned_rows,
                count(distinct customer_id) as assigned_customers
            from {{ model }}
            group by segmentation, as_of_date
        ),
        counted as (
            select
                as_of_date,
                {% for entry in entries %}
                    count(
                        case when {{ entry.population or "true" }} then 1 end
                    ) as customers_{{ loop.index }}{{ "," if not loop.last }}
                {% endfor %}
            from {{ customers }}
            group by as_of_date
        ),
        expected as (
            {% for entry in entries %}
                select
                    {{ customer_segmentation.text_literal(entry.name) }}
                    as segmentation,
                    as_of_date,
                    customers_{{ loop.index }} as expected_customers
                from counted {{ "union all" if not loop.last }}
            {% endfor %}
        )
    select
        expected.segmentation,
        expected.as_of_date,
        assigned.assigned_rows,
        assigned.assigned_customers,
        expected.expected_customers
    from expected
    left join
        assigned
        on expected.segmentation = assigned.segmentation
        and expected.as_of_date = assigned.as_of_date
    where
        coalesce(assigned.assigned_rows, 0) <> expected.expected_customers
        or coalesce(assigned.assigned_customers, 0) <> expected.expected_customers
{% endtest %}
