{% set is_one_of = customer_segmentation.is_one_of %}
{% set words = ["a", "b", "it's", "d", "e", ""] %}
{{ customer_segmentation.unequal_cases([
    ("case when " ~ is_one_of("'e'", words) ~ " then 1 else 0 end", "1"),
    ("case when " ~ is_one_of("'f'", words) ~ " then 1 else 0 end", "0"),
    ("case when " ~ is_one_of("'E'", words) ~ " then 1 else 0 end", "0"),
    ("case when " ~ is_one_of(customer_segmentation.text_literal("it's"), words) ~ " then 1 else 0 end", "1"),
    ("case when " ~ is_one_of("cast(null as " ~ dbt.type_string() ~ ")", words) ~ " then 1 else 0 end", "0"),
]) }}
