{% set double = customer_segmentation.type_double() %}
{% set periods = range(customer_segmentation.periods_before() + 1) %}
with

    customer_products as (select * from {{ ref("int_customer_products") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    -- A column per as-of date, not a row: half the time at a million customers.
    as_of_columns as (
        select
            {% for period in periods %}
                max(
                    case when period_index = {{ period }} then as_of_date end
                ) as as_of_date_{{ period }}{{ "," if not loop.last }}
            {% endfor %}
        from as_of_dates
    ),

    customer_categories as (
        select
            customer_products.customer_id,
            customer_products.category,
            {% for period in periods %}
                count(
                    case when first_purchase_date < as_of_date_{{ period }} then 1 end
                ) as product_count_{{ period }},
                count(
                    case
                        when
                            last_purchase_date_{{ period }}
                            >= {{ customer_segmentation.days_before("as_of_date_" ~ period, 365) }}
                        then 1
                    end
                ) as year_count_{{ period }}{{ "," if not loop.last }}
            {% endfor %}
        from customer_products
        cross join as_of_columns
        group by customer_products.customer_id, customer_products.category
    ),

    categories_as_of as (
        select
            customer_categories.customer_id,
            as_of_dates.as_of_date,
            customer_categories.category,
            nullif(
                case
                    as_of_dates.period_index
                    {% for period in periods %}
                        when {{ period }}
                        then customer_categories.product_count_{{ period }}
                    {% endfor %}
                end,
                0
            ) as product_count,
            case
                as_of_dates.period_index
                {% for period in periods %}
                    when {{ period }} then customer_categories.year_count_{{ period }}
                {% endfor %}
            end as year_count
        from customer_categories
        cross join as_of_dates
    ),

    product_counts as (
        select
            customer_id,
            as_of_date,
            category,
            product_count,
            year_count,
            case when category is not null then product_count end as known_count
        from categories_as_of
        where product_count is not null
    ),

    -- Entropy of the counts c: ln(n) - sum(c ln(c)) / n. It is rounded so that equal
    -- counts give 0.
    -- The main category is the largest text of count and name.
    feat_customers__products as (
        select
            customer_id,
            as_of_date,
            cast(sum(product_count) as {{ dbt.type_bigint() }}) as product_count,
            cast(sum(year_count) as {{ dbt.type_bigint() }}) as product_count_365d,
            nullif(count(category), 0) as category_count,
            case
                when count(category) = 1
                then 0
                else
                    {{ customer_segmentation.rounded(
                        "ln(cast(sum(known_count) as " ~ double ~ ")) - " ~ customer_segmentation.exact_sum("known_count * ln(known_count)") ~ " / sum(known_count)",
                        12,
                    ) }}
            end as category_entropy,
            substring(
                max(
                    {{ dbt.concat(["lpad(cast(known_count as " ~ dbt.type_string() ~ "), 9, '0')", "category"]) }}
                ),
                10
            ) as top_category
        from product_counts
        group by customer_id, as_of_date
    )

select *
from feat_customers__products
