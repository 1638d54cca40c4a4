{% set double = customer_segmentation.double_literal %}
{% set cases = [] %}
{% for value, text in [
    ("0.41", "41 %"), ("0.034", "3.4 %"), ("0.0004", "<0.1 %"), ("0", "0 %"), ("1", "100 %"),
    ("-0.029", "-2.9 %"), ("-0.0002", ">-0.1 %"), ("0.09996", "10 %"), ("0.14499999999999999", "15 %"),
] %}
    {% do cases.append((
        customer_segmentation.percentage_text(double(value)),
        customer_segmentation.text_literal(text),
    )) %}
{% endfor %}
{% for value, text in [
    ("1204.4", "1,204"), ("31.54", "31.5"), ("4.251", "4.25"), ("7", "7"), ("100.4", "100"),
    ("12003", "12,003"), ("1300000", "1.3 million"), ("65.54999999999998", "65.6"), ("-0.5", "-0.50"),
    ("0.004", "<0.01"), ("-0.001", ">-0.01"), ("0", "0"),
] %}
    {% do cases.append((
        customer_segmentation.number_text(double(value)),
        customer_segmentation.text_literal(text),
    )) %}
{% endfor %}
{{ customer_segmentation.unequal_cases(cases) }}
