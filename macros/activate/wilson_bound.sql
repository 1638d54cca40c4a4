{#-
    Lower or upper end of the 95 % confidence interval of a share of n (Wilson 1927): unlike
    the share itself it is far from it when n is small.
-#}
{% macro wilson_bound(share, n, end) -%}
    {%- set z = "1.96e0" -%}
    (
        (
            {{ share }} + {{ z }} * {{ z }} / (2e0 * {{ n }})
            {{ "-" if end == "lower" else "+" }} {{ z }} * sqrt(
                greatest({{ share }} * (1e0 - {{ share }}), 0e0) / {{ n }}
                + {{ z }} * {{ z }} / (4e0 * {{ n }} * {{ n }})
            )
        )
        / (1e0 + {{ z }} * {{ z }} / {{ n }})
    )
{%- endmacro %}
