{#- A division of numbers as 64-bit floats; null when the denominator is zero. -#}
{% macro ratio(numerator, denominator) %}
    {{- return(
        "(cast(" ~ numerator ~ " as " ~ customer_segmentation.type_double()
        ~ ") / nullif(" ~ denominator ~ ", 0))"
    ) -}}
{% endmacro %}
