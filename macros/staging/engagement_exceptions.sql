{#-
    What becomes of the suspect rows of a table about customers: rejected, merged with another
    row of the same key, or kept. Expects the checked columns error and is_unknown_customer.
-#}
{% macro engagement_exceptions(suspects, key, timestamp, columns) %}
    {% set patterns = var("test_customer_patterns") or {} %}
    select
        {{ columns | join(", ") }},
        {{ key }} as row_key,
        case
            when error is not null
            then 'rejected'
            when version > 1
            then 'merged'
            when is_unknown_customer
            then 'rejected'
            else 'kept'
        end as row_status,
        case
            when error is not null
            then error
            when version = 1 and is_unknown_customer
            then
                case
                    when
                        is_test_customer
                        or {{
                            customer_segmentation.matches_pattern(
                                "customer_id", patterns.get("customer_id")
                            )
                        }}
                    then 'test customer'
                    else 'unknown customer'
                end
        end as reason,
        case
            when error is not null or (version = 1 and is_unknown_customer)
            then
                {{ customer_segmentation.row_as_json(columns + ["invalid_column", "invalid_value"]) }}
        end as row_json
    from
        (
            select
                {{ suspects }}.*,
                test_customers.customer_id is not null as is_test_customer,
                row_number() over (
                    partition by {{ suspects }}.{{ key }}
                    order by
                        case when error is null then 0 else 1 end,
                        case when is_unknown_customer then 1 else 0 end,
                        {{ timestamp }} desc,
                        {% for column in columns if column not in [key, timestamp] %}
                            {{ suspects }}.{{ column }},
                        {% endfor %}
                        invalid_value
                ) as version
            from {{ suspects }}
            left join
                (
                    select distinct customer_id
                    from {{ ref("customer_exceptions") }}
                    where reason = 'test customer'
                ) as test_customers
                on {{ suspects }}.customer_id = test_customers.customer_id
        ) as versions
{% endmacro %}
