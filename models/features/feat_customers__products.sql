{% set double = customer_segmentation.type_double() %}
{% set periods = range(customer_segmentation.periods_before() + 1) %}
{% set known_count = "case when category_rank is not null then product_count end" %}
{#- More than there are categories; times a number of products, it fits a bigint. -#}
{% set most_categories = 1000000000 %}
with

    customer_products as (select * from {{ ref("int_customer_products") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    as_of_columns as ({{ customer_segmentation.as_of_columns() }}),

    categories as (
        select category, row_number() over (order by category) as category_rank
        from (select distinct category from customer_products) as every_category
        where category is not null
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
            categories.category_rank,
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
        left join categories on customer_categories.category = categories.category
        cross join as_of_dates
    ),

    -- Entropy of the counts c: ln(n) - sum(c ln(c)) / n. It is rounded so that equal
    -- counts give 0. The main category is the last by count and name.
    totals as (
        select
            customer_id,
            as_of_date,
            cast(sum(product_count) as {{ dbt.type_bigint() }}) as product_count,
            cast(sum(year_count) as {{ dbt.type_bigint() }}) as product_count_365d,
            nullif(count(category_rank), 0) as category_count,
            case
                when count(category_rank) = 1
                then 0
                else
                    {{ customer_segmentation.rounded(
                        "ln(cast(sum(" ~ known_count ~ ") as " ~ double ~ ")) - "
                        ~ customer_segmentation.exact_sum(known_count ~ " * ln(product_count)")
                        ~ " / sum(" ~ known_count ~ ")",
                        12,
                    ) }}
            end as category_entropy,
            max(
                product_count * {{ most_categories }} + category_rank
            ) as top_count_and_rank
        from categories_as_of
        where product_count is not null
        group by customer_id, as_of_date
    ),

    feat_customers__products as (
        select
            totals.customer_id,
            totals.as_of_date,
            totals.product_count,
            totals.product_count_365d,
            totals.category_count,
            totals.category_entropy,
            categories.category as top_category
        from totals
        left join
            categories
            on totals.top_count_and_rank % {{ most_categories }}
            = categories.category_rank
    )

select *
from feat_customers__products
