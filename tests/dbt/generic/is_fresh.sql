{#-
    The newest row is at most so many days older than the current as_of_date. An empty table
    passes: it is not in use.
-#}
{% test is_fresh(model, column_name, max_days) %}
    select *
    from
        (
            select
                max(rows_before.happened_at) as newest_at,
                max(as_of_dates.as_of_date) as as_of_date
            from {{ ref("as_of_dates") }} as as_of_dates
            inner join
                (
                    select {{ column_name }} as happened_at from {{ model }}
                ) as rows_before
                on rows_before.happened_at < as_of_dates.as_of_date
            where as_of_dates.is_current
        ) as newest_row
    where {{ dbt.datediff("newest_at", "as_of_date", "day") }} > {{ max_days }}
{% endtest %}
