{{ config(materialized="view", enabled=(var("customer_columns") or []) != []) }}

with

    customers as (select * from {{ ref("stg_crm__customers") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    feat_customers__attributes as (
        select
            {% for entry in customer_segmentation.customer_columns() %}
                {% if entry.type == "date" %}
                    case
                        when customers.{{ entry.name }} < as_of_dates.as_of_date
                        then
                            {{ customer_segmentation.days_between(
                                "customers." ~ entry.name, "as_of_dates.as_of_date"
                            ) }}
                    end as {{ entry.name }},
                {% else %} customers.{{ entry.name }},
                {% endif %}
            {% endfor %}
            customers.customer_id,
            as_of_dates.as_of_date
        from customers
        cross join as_of_dates
    )

select *
from feat_customers__attributes
