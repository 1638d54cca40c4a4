{#-
    A select of the rows of a relation that happened before each as-of date, for features of your
    own: its columns and as_of_date. A row is repeated for every as-of date after it.

    Arguments:
        relation: ref() of a model with a date or time.
        date_column: that column.
        days: only the days up to this many before the as-of date; all by default.
-#}
{% macro before_as_of_dates(relation, date_column, days=none) %}
    select dated_rows.*, as_of_dates.as_of_date
    from {{ relation }} as dated_rows
    inner join
        {{ ref("customer_segmentation", "as_of_dates") }} as as_of_dates
        on cast(dated_rows.{{ date_column }} as date) < as_of_dates.as_of_date
        {% if days %}
            and cast(dated_rows.{{ date_column }} as date)
            >= {{ customer_segmentation.days_before("as_of_dates.as_of_date", days) }}
        {% endif %}
{% endmacro %}
