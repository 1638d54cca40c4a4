{#- Raw tables that are read and hold nothing, as after a load that failed. -#}
{% test raw_tables_have_rows(model) %}
    select
        source_table,
        'the raw table has no rows: load it, or take it out of raw_tables' as remedy
    from {{ model }}
    where
        raw_rows = 0
        and source_table in (
            {%- for name in customer_segmentation.raw_contract()
                if customer_segmentation.using_table(name) %}
                {{ customer_segmentation.text_literal(name) }},
            {% endfor %}
            ''
        )
{% endtest %}
