{#-
    Stops the build before any table is replaced when the raw orders are empty, have no date that
    can be read, or are in several currencies. Does nothing where the orders are not there yet.
-#}
{% macro require_usable_orders(orders) %}
    {% if execute
        and flags.WHICH in ["build", "run"]
        and not customer_segmentation.is_overridden("orders")
        and load_relation(orders)
    %}
        {% set query %}
            select
                currency,
                count(*) as order_count,
                count(
                    case when ordered_date >= cast('1900-01-01' as date) then 1 end
                ) as dated_count,
                count(
                    case
                        when
                            ordered_date >= cast('1900-01-01' as date)
                            and ordered_date <= {{ customer_segmentation.run_date() }}
                        then 1
                    end
                ) as past_count,
                min(ordered_date) as first_date
            from {{ orders }}
            group by currency
            order by currency
        {% endset %}
        {% set rows = run_query(query).rows %}
        {% set currencies = rows | map(attribute="currency") | reject("none") | list %}
        {% set setting = "raw_tables.orders" %}
        {% if not rows %}
            {{ exceptions.raise_compiler_error(
                "Raw table 'orders' is empty: there is nothing to segment. To fix it: load orders, or "
                ~ "name the right table in the var " ~ setting ~ " (identifier, schema, database)."
            ) }}
        {% elif rows | map(attribute="dated_count") | sum == 0 %}
            {{ exceptions.raise_compiler_error(
                "Raw table 'orders': no ordered_at can be read as a date from 1900 on. To fix it: set "
                ~ "the var " ~ setting ~ ".columns.ordered_at to an expression that gives a timestamp, or "
                ~ setting ~ ".date_format to the form of its dates, such as yyyymmdd or dd.mm.yyyy."
            ) }}
        {% elif var("as_of_date", none) is none and rows | map(attribute="past_count") | sum == 0 %}
            {{ exceptions.raise_compiler_error(
                "Raw table 'orders': every ordered_at is after the day of the run. To fix it: look "
                ~ "whether the dates are right; if they are, set the var as_of_date to the day after "
                ~ "the last order."
            ) }}
        {% elif var("as_of_date", none) is not none
            and rows | map(attribute="first_date") | reject("none") | map("string") | min
            >= var("as_of_date") | string
        %}
            {{ exceptions.raise_compiler_error(
                "Raw table 'orders' has no order before as_of_date (" ~ var("as_of_date") ~ "). To fix "
                ~ "it: set the var as_of_date to a later date, or to null for the day after the last "
                ~ "order."
            ) }}
        {% elif currencies | length > 1 %}
            {{ exceptions.raise_compiler_error(
                "Raw table 'orders' has amounts in several currencies (column currency): "
                ~ currencies | join(", ") ~ ". They are never summed as they are. To fix it: convert "
                ~ "them to one in an expression (var " ~ setting ~ ".columns.total_amount, and the "
                ~ "prices of order_items) and map " ~ setting ~ ".columns.currency to that one, "
                ~ "such as \"'EUR'\"; or leave out the orders of the other currencies."
            ) }}
        {% endif %}
    {% endif %}
{% endmacro %}
