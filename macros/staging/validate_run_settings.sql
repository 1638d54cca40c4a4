{#- Checks the vars on time and on cleaning. -#}
{% macro validate_run_settings() %}
    {% set as_of_date = var("as_of_date", none) %}
    {% if as_of_date is not none %}
        {% set text = as_of_date | string %}
        {% if not modules.re.match("^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$", text) %}
            {{ customer_segmentation.setting_error(
                "as_of_date", "is not a date: '" ~ text ~ "'", "write it like '2024-01-31'"
            ) }}
        {% endif %}
    {% elif customer_segmentation.is_overridden("orders") %}
        {{ customer_segmentation.setting_error(
            "as_of_date",
            "is not set, and stg_shop__orders is a model of your own, so the date cannot be taken "
            ~ "from the raw orders",
            "set it to the day after the last order, like '2024-01-31'"
        ) }}
    {% endif %}
    {% for setting, smallest in [
        ("history_periods", 0), ("period_days", 1), ("email_max_customers", 2)
    ] %}
        {% set value = var(setting) %}
        {% if value is not integer or value < smallest %}
            {{ customer_segmentation.setting_error(
                setting, "is " ~ value, "give a whole number from " ~ smallest ~ " on"
            ) }}
        {% endif %}
    {% endfor %}
    {% for spelling, status in (var("order_status_map") or {}).items() %}
        {{ customer_segmentation.validate_known(
            "order_status_map." ~ spelling, status, customer_segmentation.order_statuses(), "status"
        ) }}
    {% endfor %}
    {% for setting, patterns in (var("test_customer_patterns") or {}).items() %}
        {{ customer_segmentation.validate_known(
            "test_customer_patterns", setting, ["customer_id", "email"], "column"
        ) }}
    {% endfor %}
{% endmacro %}
