{#-
    Three tests of a large table in one scan: no key comes twice or is null, the SQL condition
    holds in every row, and every value of the reference column is one of a field of another
    relation. With one_in: 16, rows with about every 16th key are looked at.
-#}
{% test sound_rows(model, key, expression="true", refers=none, to=none, field=none, one_in=1) %}
    select checked_rows.{{ key }}, count(*) as row_count
    from
        (
            select
                {{ key }},
                {{ refers or key }} as reference,
                case when {{ expression }} then 0 else 1 end as is_wrong
            from {{ model }}
            where
                {{ key }} is null
                or {{ customer_segmentation.is_in_sample(key, one_in) }}
        ) as checked_rows
    {% if to is not none %}
        left join
            (select {{ field }} as parent_key from {{ to }}) as parent_rows
            on checked_rows.reference = parent_rows.parent_key
    {% endif %}
    group by checked_rows.{{ key }}
    having
        count(*) > 1 or checked_rows.{{ key }} is null or max(is_wrong) = 1
        {% if to is not none %} or count(parent_key) < count(reference) {% endif %}
{% endtest %}
