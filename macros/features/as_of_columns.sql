{#-
    The as-of dates as columns of one row, as_of_date_0 the current one: counting by them takes half the
    time of a row per date at a million customers.
-#}
{% macro as_of_columns() %}
    select
        {% for period in range(customer_segmentation.periods_before() + 1) %}
            max(case when period_index = {{ period }} then as_of_date end) as as_of_date_{{ period }}
            {{- "," if not loop.last }}
        {% endfor %}
    from {{ ref("as_of_dates") }}
{% endmacro %}
