{% set codes = ["done", "don't know"] %}
{% set synonyms = {"won't ship": "done", "it's": "don't know"} %}
{% set cases = [] %}
{% for text, expected in [
    ("done", "done"),
    ("don't know", "don't know"),
    ("won't ship", "done"),
    ("it's", "don't know"),
    ("nobody's", "?nobody's"),
] %}
    {% set literal = customer_segmentation.text_literal(text) %}
    {% do cases.append((
        customer_segmentation.standard_code(literal, codes, synonyms),
        customer_segmentation.text_literal(expected),
    )) %}
{% endfor %}
{% do cases.append((
    customer_segmentation.standard_code("'Alles'", [], {"alles": "all"}, true, "lower('Alles')"), "'all'"
)) %}
{% do cases.append((customer_segmentation.standard_code("'Some'", codes, synonyms, true), "'Some'")) %}
{{ customer_segmentation.unequal_cases(cases) }}
