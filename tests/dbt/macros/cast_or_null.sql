{% set double = customer_segmentation.type_double() %}
{% set timestamp = dbt.type_timestamp() %}
{% set cases = [] %}
{% for text, number in {
    "12.5": "12.5", " -3 ": "-3", "+.5": "0.5", "7.": "7", "1e3": "1000", "twelve": none, "1,5": none,
    "": none, "1e": none, "-": none, "1 2": none, "12.5 EUR": none,
}.items() %}
    {% do cases.append((
        customer_segmentation.cast_or_null(customer_segmentation.text_literal(text), double),
        "null" if number is none else customer_segmentation.double_literal(number),
    )) %}
{% endfor %}
{% for text, time in {
    "2024-02-29": "2024-02-29 00:00:00",
    "2023-02-29": none,
    "1900-02-29": none,
    "2000-02-29": "2000-02-29 00:00:00",
    "2024-04-31": none,
    "2024-13-01": none,
    "2024-01-31 23:59:59": "2024-01-31 23:59:59",
    "2024-01-31T08:05:00": "2024-01-31 08:05:00",
    "2024-01-31 24:30:00": none,
    "2024-01-31 10:00:00.5": "2024-01-31 10:00:00.5",
    "2024-1-5": "2024-01-05 00:00:00",
    "2024/01/05": "2024-01-05 00:00:00",
    "31.01.2024": none,
    "yesterday": none,
    "now": none,
    "0": none,
}.items() %}
    {% do cases.append((
        customer_segmentation.cast_or_null(customer_segmentation.text_literal(text), timestamp),
        "null" if time is none else "cast('" ~ time ~ "' as " ~ timestamp ~ ")",
    )) %}
{% endfor %}
{% do cases.append((
    customer_segmentation.cast_or_null("'2024-02-29'", "date"), "cast('2024-02-29' as date)"
)) %}
{% do cases.append((customer_segmentation.cast_or_null("'2023-02-29'", "date"), "null")) %}
{{ customer_segmentation.unequal_cases(cases) }}
