{% set cases = [] %}
{% for form, text, expected in [
    ("yyyymmdd", "20240131", "2024-01-31"),
    ("yyyymmdd", "20240131.0", "2024-01-31"),
    ("yyyymmdd", "2024-01-31", "2024-01-31"),
    ("yyyymmdd", "202401", "202401"),
    ("ddmmyyyy", "31012024", "2024-01-31"),
    ("yyyymmddhhmi", "202401310915", "2024-01-31 09:15:00"),
    ("yyyymmddhhmiss", "20240131091530", "2024-01-31 09:15:30"),
    ("dd.mm.yyyy", "31.1.2024", "2024-1-31"),
    ("dd.mm.yyyy", "31.01.2024 09:15", "2024-01-31 09:15"),
    ("mm/dd/yyyy", " 1/31/2024 9:15 PM", "2024-1-31 9:15 PM"),
    ("dd-mm-yyyy", "31.01.2024", "31.01.2024"),
    ("dd-mon-yy", "11-Feb-17", "2017-02-11"),
    ("dd-mon-yyyy", "1-SEPTEMBER-1998 09:15", "1998-09-1 09:15"),
    ("dd-mon-yy", "11-Foo-17", "2017-Foo-11"),
    ("mm/dd/yy", "12/31/98", "1998-12-31"),
    ("unix", "1706692530", "2024-01-31 09:15:30Z"),
    ("unix_ms", "1706692530000.0", "2024-01-31 09:15:30Z"),
    ("unix", "yesterday", "yesterday"),
    ("excel", "45322", "2024-01-31 00:00:00"),
    ("excel", "45322.385763889", "2024-01-31 09:15:30"),
] %}
    {% set literal = customer_segmentation.text_literal(text) %}
    {% do cases.append((
        customer_segmentation.read_date(literal, form),
        customer_segmentation.text_literal(expected),
    )) %}
{% endfor %}
{% do cases.append((customer_segmentation.read_date("20240131", "yyyymmdd"), "'2024-01-31'")) %}
{{ customer_segmentation.unequal_cases(cases) }}
