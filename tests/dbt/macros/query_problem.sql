{% set problem = customer_segmentation.query_problem %}
{% set is_asked = execute and target.type == "duckdb" %}
{{ customer_segmentation.unequal_cases([
    ("true" if problem("select 1 as one") is none else "false", "true"),
    ("true" if problem("select 'o''neill' from nowhere", of_syntax=true) is none else "false", "true"),
    ("true" if problem("select 1 > ) as one", of_syntax=true) is none else "false", "false" if is_asked else "true"),
]) }}
