{#-
    Lower or upper end of the 95 % confidence interval of a share of n (Wilson 1927): unlike
    the share itself it is far from it when n is small.
-#}
{% macro wilson_bound(share, n, end) -%}
    {%- set z = customer_segmentation.double_literal("1.96") -%}
    (
        (
            {{ share }} + {{ z }} * {{ z }} / (2 * {{ n }})
            {{ "-" if end == "lower" else "+" }} {{ z }} * sqrt(
                greatest({{ share }} * (1 - {{ share }}), 0) / {{ n }}
                + {{ z }} * {{ z }} / (4 * {{ n }} * {{ n }})
            )
        )
        / (1 + {{ z }} * {{ z }} / {{ n }})
    )
{%- endmacro %}
