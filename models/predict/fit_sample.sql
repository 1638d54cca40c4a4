{% do customer_segmentation.check_populations(ref("customer_features_extended")) %}
with

    customer_features as (select * from {{ ref("customer_features_extended") }}),

    customer_activity as (select * from {{ ref("customer_activity") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    sampled_customers as (select * from {{ ref("sampled_customers") }}),

    {% if customer_segmentation.populations() %}
        populations as (
            select
                customer_id,
                as_of_date
                {%- for population in customer_segmentation.populations() %}
                    , ({{ population.condition }}) as {{ population.segmentation }}
                {%- endfor %}
            from {{ ref("customer_features_extended") }}
        ),
    {% endif %}

    fit_sample as (
        select
            {{ customer_segmentation.columns_of(
                "customer_features", customer_segmentation.mart_features()
            ) }},
            customer_activity.activity_level,
            customer_activity.shop_gap_days,
            as_of_dates.period_index,
            sampled_customers.is_test
            {%- for population in customer_segmentation.populations() %}
                ,
                coalesce(
                    populations.{{ population.segmentation }}, false
                ) as population_of_{{ population.segmentation }}
            {%- endfor %}
        from customer_features
        inner join
            sampled_customers
            on customer_features.customer_id = sampled_customers.customer_id
        inner join
            customer_activity
            on customer_features.customer_id = customer_activity.customer_id
            and customer_features.as_of_date = customer_activity.as_of_date
        inner join as_of_dates on customer_features.as_of_date = as_of_dates.as_of_date
        {% if customer_segmentation.populations() %}
            inner join
                populations
                on customer_features.customer_id = populations.customer_id
                and customer_features.as_of_date = populations.as_of_date
        {% endif %}
        where as_of_dates.period_index <= 1
    )

select *
from fit_sample
