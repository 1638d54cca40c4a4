{#-
    What a purchase says for an entry of order_columns: 1 or 0 where shares and counts are taken, a
    flag as 1 or 0 too, else the value itself; null where it is not known. A text without `of` is
    there or it is not.
-#}
{% macro value_of_purchase(entry) -%}
    {%- set column = "orders." ~ entry.column -%}
    {%- set flag = "case when " ~ column ~ " then 1 when not " ~ column ~ " then 0 end" -%}
    {%- if entry.type == "boolean" -%} {{ flag }}
    {%- elif entry.aggregation not in ["share", "count"] -%} {{ column }}
    {%- elif entry.type == "text" and entry.of is none -%} case when {{ column }} is null then 0 else 1 end
    {%- else -%}
        {%- set condition -%}
            {%- if entry.type == "text" -%}
                lower({{ column }}) = {{ customer_segmentation.text_literal(entry.of | string | lower) }}
            {%- elif entry.of is none -%} {{ column }} > 0
            {%- else -%} {{ column }} = {{ entry.of }}
            {%- endif -%}
        {%- endset -%}
        case when {{ condition }} then 1 when {{ column }} is not null then 0 end
    {%- endif -%}
{%- endmacro %}

{#- What a purchase outside the days of an entry of order_columns adds to it. -#}
{% macro value_of_no_purchase(entry) -%}
    {{ "0" if entry.aggregation in ["count", "sum"] else "null" }}
{%- endmacro %}

{#- An entry of order_columns from the values of a customer's purchases, of which rank 1 is the last known. -#}
{% macro aggregated(entry, value, rank) -%}
    {%- if entry.aggregation in ["share", "mean"] -%}
        {{ customer_segmentation.ratio(customer_segmentation.stable_sum(value), "count(" ~ value ~ ")") }}
    {%- elif entry.aggregation in ["count", "sum"] -%}
        cast({{ customer_segmentation.stable_sum(value) }} as {{ customer_segmentation.type_double() }})
    {%- elif entry.aggregation == "last" -%}
        max(case when {{ rank }} = 1 then {{ value }} end) {{- " = 1" if entry.type == "boolean" }}
    {%- else -%}
        cast({{ entry.aggregation }}({{ value }}) as {{ customer_segmentation.type_double() }})
    {%- endif -%}
{%- endmacro %}
