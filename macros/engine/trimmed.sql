{#-
    A text without the blanks at its ends; empty text is null. Blanks are all that shows nothing:
    control characters, spaces of every width, zero-width ones and byte order marks.
-#}
{% macro trimmed(text) %}
    {{- return(adapter.dispatch("trimmed", "customer_segmentation")(text)) -}}
{% endmacro %}

{% macro default__trimmed(text) %}
    {{- return("nullif(trim(both " ~ customer_segmentation.blanks() ~ " from " ~ text ~ "), '')") -}}
{% endmacro %}

{#- Few texts begin or end with a blank; looking costs a third of trimming, and right() half as much again. -#}
{% macro duckdb__trimmed(text) %}
    {{- return(
        "case when " ~ text ~ " < '!' or " ~ text ~ " > '~' or (" ~ text ~ ")[-1] not between '!' and '~' "
        ~ "then " ~ customer_segmentation.default__trimmed(text) ~ " else " ~ text ~ " end"
    ) -}}
{% endmacro %}

{#- The same there: its trim takes both texts apart into characters, for every row. -#}
{% macro postgres__trimmed(text) %}
    {{- return(
        "case when ascii(" ~ text ~ ") between 33 and 126 and ascii(right(" ~ text ~ ", 1)) between 33 and 126 "
        ~ "then " ~ text ~ " else " ~ customer_segmentation.default__trimmed(text) ~ " end"
    ) -}}
{% endmacro %}

{#- The characters that show nothing, as a text literal. -#}
{% macro blanks() %}
    {%- set controls = "\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f\x7f\x85" -%}
    {%- set spaces = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000" -%}
    {%- set zero_width = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" -%}
    {{- return(customer_segmentation.text_literal(controls ~ spaces ~ zero_width)) -}}
{% endmacro %}
