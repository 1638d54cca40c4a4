{% set text = dbt.type_string() %}
{% set given = {
    "title": var("report_title"),
    "logo": var("report_logo"),
    "numbers": var("report_numbers"),
} %}
with

    orders as (select * from {{ ref("stg_shop__orders") }}),

    report_settings as (
        select
            {% for name, value in given.items() %}
                cast(
                    {{ "null" if value is none else customer_segmentation.text_literal(value) }}
                    as {{ text }}
                ) as {{ name }},
            {% endfor %}
            cast(
                {{ "max(currency)" if var("currency") is none else customer_segmentation.text_literal(var("currency")) }}
                as {{ text }}
            ) as currency,
            {{ var("min_cell_customers") }} as min_cell_customers
        from orders
    )

select *
from report_settings
