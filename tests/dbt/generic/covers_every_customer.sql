{#-
    Every customer of customer_features has exactly one row per segmentation and as-of date.
    Compares counts, so that it costs two aggregations whatever the number of customers.
-#}
{% test covers_every_customer(model, customers) %}
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
        expected as (
            select as_of_date, count(*) as expected_customers
            from {{ customers }}
            group by as_of_date
        )
    select
        assigned.segmentation,
        assigned.as_of_date,
        assigned.assigned_rows,
        assigned.assigned_customers,
        expected.expected_customers
    from assigned
    inner join expected on assigned.as_of_date = expected.as_of_date
    where
        assigned.assigned_rows <> expected.expected_customers
        or assigned.assigned_customers <> expected.expected_customers
    union all
    select
        {{ customer_segmentation.text_literal("a segmentation without rows") }}
        as segmentation,
        null as as_of_date,
        count(distinct segmentation) as assigned_rows,
        null as assigned_customers,
        {{ customer_segmentation.segmentations() | length }} as expected_customers
    from assigned
    having
        count(distinct segmentation)
        <> {{ customer_segmentation.segmentations() | length }}
{% endtest %}
