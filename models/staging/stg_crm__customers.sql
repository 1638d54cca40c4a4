{% set spelled_columns = ["city", "region", "country"] %}
{% set derived = {
    "canonical_customer_id": none,
} %}
{% for column in customer_segmentation.contract_columns("customers", "kind", "date") %}
    {% do derived.update({
        column: "case when " ~ column ~ " < as_of_date then " ~ column ~ " end"
    }) %}
{% endfor %}
{% for column in spelled_columns %}
    {% do derived.update({column: "coalesce(" ~ column ~ "_spellings.spelling, " ~ column ~ ")"}) %}
{% endfor %}
with

    as_of_dates as (select * from {{ ref("as_of_dates") }} where is_current),

    kept_customers as ({{ customer_segmentation.kept_rows("customers") }}),

    {% for column in spelled_columns %}
        {{ column }}_spellings as (
            {{ customer_segmentation.usual_spellings(ref("base_crm__customers"), column) }}
        ),
    {% endfor %}

    customers as (
        select {{ customer_segmentation.select_columns("customers", derived) }}
        from kept_customers
        cross join as_of_dates
        {% for column in spelled_columns %}
            left join
                {{ column }}_spellings
                on lower(kept_customers.{{ column }})
                = {{ column }}_spellings.lower_case
        {% endfor %}
    )

select *
from customers
