{% set checks = {
    "email": "not an e-mail address",
    "birth_date": "not a date before as_of_date and from 1900 on",
    "signed_up_at": "not a date from 1900 on",
    "marketing_consent": "neither yes nor no",
    "updated_at": "not a date",
} %}

with
    customers as (
        select
            base_customers.customer_id,
            {% for column in checks %}
                base_customers.{{ column }}, base_customers.raw_{{ column }},
            {% endfor %}
            case
                when base_customers.birth_date < as_of_dates.as_of_date
                then base_customers.birth_date
            end as past_birth_date
        from {{ ref("base_crm__customers") }} as base_customers
        cross join {{ ref("as_of_dates") }} as as_of_dates
        where as_of_dates.is_current
    ),

    rejected_values as (
        {% for column, reason in checks.items() %}
            select
                'customers' as source_table,
                customer_id as row_key,
                '{{ column }}' as column_name,
                cast(raw_{{ column }} as {{ dbt.type_string() }}) as value,
                '{{ reason }}' as reason
            from customers
            where
                {{ "past_" if column == "birth_date" }}{{ column }} is null
                and {{ customer_segmentation.clean_text("raw_" ~ column) }} is not null
            {% if not loop.last %}
                union all
            {% endif %}
        {% endfor %}
    )

select *
from rejected_values
