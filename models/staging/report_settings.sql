{% set text = dbt.type_string() %}
with

    orders as (select * from {{ ref("stg_shop__orders") }}),

    report_settings as (
        select
            {% for name in ["title", "logo", "numbers"] %}
                {% set value = var("report_" ~ name) %}
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
