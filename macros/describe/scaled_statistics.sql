{#-
    Mean and standard deviation of a column, the same to the last digit whatever the order of the rows:
    its values are divided by about the largest of them, and their sums are exact.

    Arguments:
        value: SQL expression, a double.
        scale: SQL expression, constant within a group: largest_size of the column, of these rows or more.
-#}
{% macro scaled_mean(value, scale) %}
    {%- set share = customer_segmentation.finite(value) ~ " / " ~ scale -%}
    {{- return(
        "max(" ~ scale ~ ") * " ~ customer_segmentation.ratio(
            customer_segmentation.exact_sum_of_shares(share), "count(" ~ share ~ ")"
        )
    ) -}}
{% endmacro %}

{% macro scaled_deviation(value, scale) %}
    {%- set share = customer_segmentation.finite(value) ~ " / " ~ scale -%}
    {%- set square = "power(" ~ share ~ ", 2)" -%}
    {%- set mean = customer_segmentation.ratio(
        customer_segmentation.exact_sum_of_shares(share), "count(" ~ share ~ ")"
    ) -%}
    {%- set mean_square = customer_segmentation.ratio(
        customer_segmentation.exact_sum_of_shares(square), "count(" ~ share ~ ")"
    ) -%}
    {{- return(
        "max(" ~ scale ~ ") * sqrt(case when min(" ~ value ~ ") = max(" ~ value ~ ") or " ~ mean_square
        ~ " < power(" ~ mean ~ ", 2) then 0 else " ~ mean_square ~ " - power(" ~ mean ~ ", 2) end)"
    ) -}}
{% endmacro %}

{#-
    The power of two next above the largest size of a column's values: dividing by it drops no digit, and
    sums of whole numbers stay exact. 1 where all are 0 or none is known.
-#}
{% macro largest_size(value) %}
    {%- set largest = "nullif(max(abs(" ~ customer_segmentation.finite(value) ~ ")), 0)" -%}
    {%- set two = customer_segmentation.double_literal(2) -%}
    {{- return("coalesce(power(" ~ two ~ ", ceil(ln(" ~ largest ~ ") / ln(" ~ two ~ "))), 1)") -}}
{% endmacro %}

{#- A value, or null where a feature of one's own divided by zero. -#}
{% macro finite(value) %}
    {{- return(
        "case when abs(" ~ value ~ ") < " ~ customer_segmentation.double_literal("1e300")
        ~ " then " ~ value ~ " end"
    ) -}}
{% endmacro %}
