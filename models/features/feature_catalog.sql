{#- Share of customers of whom a feature is known, from which on it takes part. -#}
{% set min_known_share = 0.02 %}
{% set columns = [
    "feature_name", "label", "measure", "role", "family", "transform", "impute", "value_type",
    "unit", "words_high", "words_low", "description", "model_name",
] %}
{% set types = {} %}
{% for column in columns %}
    {% do types.update({column: dbt.type_string()}) %}
{% endfor %}
{% for name in ["needed_days", "order_window_days", "known_customers", "distinct_values", "customers"] %}
    {% do types.update({name: dbt.type_bigint()}) %}
{% endfor %}
{% set features = customer_segmentation.catalogued_features() %}
{% set rows = [] %}
{% for feature in features %}
    {% set row = {} %}
    {% for column in columns %}
        {% set text = "null" if feature[column] is none else customer_segmentation.text_literal(feature[column]) %}
        {% do row.update({column: "cast(" ~ text ~ " as " ~ dbt.type_string() ~ ")"}) %}
    {% endfor %}
    {% do row.update({
        "needed_days": feature.history_days,
        "order_window_days": feature.order_window_days,
        "known_customers": "known_" ~ loop.index,
        "distinct_values": "values_" ~ loop.index,
    }) %}
    {% do rows.append(row) %}
{% endfor %}
with

    customer_features as (select * from {{ ref("customer_features_extended") }}),

    as_of_dates as (select * from {{ ref("as_of_dates") }}),

    customer_orders as (select * from {{ ref("int_customer_orders") }}),

    report_settings as (select currency from {{ ref("report_settings") }}),

    shop_gaps as (
        select max(shop_gaps.shop_gap_days) as shop_gap_days
        from {{ ref("shop_gaps") }} as shop_gaps
        inner join as_of_dates on shop_gaps.as_of_date = as_of_dates.as_of_date
        where as_of_dates.is_current
    ),

    history as (
        select
            {{ customer_segmentation.days_between("min(ordered_date)", "max(as_of_dates.as_of_date)") }}
            as history_days
        from customer_orders
        inner join as_of_dates on as_of_dates.is_current
        where customer_orders.ordered_date < as_of_dates.as_of_date
    ),

    -- Numbered, because a feature of a project of yours may have any name.
    known as (
        select
            {% for feature in features %}
                count({{ feature.feature_name }}) as known_{{ loop.index }},
                {% if feature.value_type == "numeric" %}
                    case
                        when
                            min({{ feature.feature_name }})
                            < max({{ feature.feature_name }})
                        then 2
                        else 1
                    end as values_{{ loop.index }},
                {% else %}
                    count(
                        distinct {{ feature.feature_name }}
                    ) as values_{{ loop.index }},
                {% endif %}
            {% endfor %}
            count(*) as customers
        from customer_features
        where is_current
    ),

    described as ({{ customer_segmentation.unpivoted("known", rows, types) }}),

    judged as (
        select
            described.*,
            case
                when needed_days > coalesce(history.history_days, 0)
                then
                    {{ dbt.concat([
                        "'the orders reach back '",
                        "cast(coalesce(history.history_days, 0) as " ~ dbt.type_string() ~ ")",
                        "' days and it takes '",
                        "cast(needed_days as " ~ dbt.type_string() ~ ")",
                    ]) }}
                when known_customers < {{ min_known_share }} * customers
                then
                    {{ dbt.concat([
                        "'it is known of '",
                        "cast(known_customers as " ~ dbt.type_string() ~ ")",
                        "' of '",
                        "cast(customers as " ~ dbt.type_string() ~ ")",
                        "' customers'",
                    ]) }}
                when distinct_values = 1 and known_customers = customers
                then 'all customers have the same value'
                -- Most of those who buy at that pace have nothing in it: it tells the
                -- time of their year, not what they do.
                when
                    order_window_days > 0
                    and 2 * order_window_days < shop_gaps.shop_gap_days
                then
                    {{ dbt.concat([
                        "'it counts '",
                        "cast(order_window_days as " ~ dbt.type_string() ~ ")",
                        "' days and customers usually order every '",
                        customer_segmentation.days_text("shop_gaps.shop_gap_days"),
                    ]) }}
            end as unusable_reason
        from described
        cross join history
        cross join shop_gaps
    ),

    feature_catalog as (
        select
            {% for column in columns %}
                {% if column == "unit" %}
                    case
                        when unit = 'money' then report_settings.currency else unit
                    end as unit,
                {% else %} {{ column }},
                {% endif %}
            {% endfor %}
            unusable_reason is null as is_usable,
            unusable_reason
        from judged
        cross join report_settings
    )

select *
from feature_catalog
