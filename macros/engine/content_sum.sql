{#-
    A text that tells the rows of a group from other rows: their number and the sum of the hashes of what
    they say, whatever their order.
-#}
{% macro content_sum(columns) %}
    {{- return(dbt.concat([
        customer_segmentation.text_of("count(*)"),
        "' '",
        "cast(sum(" ~ adapter.dispatch("row_hash", "customer_segmentation")(columns) ~ ") as " ~ dbt.type_string() ~ ")",
    ])) -}}
{% endmacro %}

{#- A number of 64 bits, in a type whose sum does not overflow. -#}
{% macro default__row_hash(columns) %}
    {{- return("cast(xxhash64(" ~ columns | join(", ") ~ ") as decimal(38, 0))") -}}
{% endmacro %}

{% macro duckdb__row_hash(columns) %}
    {{- return("cast(hash(" ~ columns | join(", ") ~ ") as hugeint)") -}}
{% endmacro %}

{% macro postgres__row_hash(columns) %}
    {{- return("hashtextextended(cast(row(" ~ columns | join(", ") ~ ") as text), 0)") -}}
{% endmacro %}
