{% set derived = {"canonical_customer_id": none} %}
{% for column in customer_segmentation.contract_columns("customers", "kind", "date") %}
    {% do derived.update({
        column: "case when " ~ column ~ " < as_of_date then " ~ column ~ " end"
    }) %}
{% endfor %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }} where is_current),

    kept_customers as (
        {{ customer_segmentation.staged_rows("customers", spelled=["city", "region", "country"]) }}
    ),

    customers as (
        select {{ customer_segmentation.select_columns("customers", derived) }}
        from kept_customers
        cross join as_of_dates
    )

select *
from customers
