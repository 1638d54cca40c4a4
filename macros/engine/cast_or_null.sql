{#-
    A cast that gives null instead of an error where the value does not fit. stored_as: how the
    expression is stored, see column_kinds, where that is known.
-#}
{% macro cast_or_null(expression, data_type, stored_as="text") %}
    {% set is_number = data_type == customer_segmentation.type_double() %}
    {% set fitting = ["whole", "decimal", "float", "single"] if is_number else ["moment"] %}
    {{- return(
        adapter.dispatch("cast_or_null", "customer_segmentation")(expression, data_type, stored_as in fitting)
    ) -}}
{% endmacro %}

{#- An engine without try_cast stops at it, which is better than at the first bad value. -#}
{% macro default__cast_or_null(expression, data_type, fits=false) %}
    {{- return("try_cast(" ~ expression ~ " as " ~ data_type ~ ")") -}}
{% endmacro %}

{#-
    Postgres has no try_cast before pg_input_is_valid of version 16: a pattern lets through what can
    be cast and nothing else, of dates only those that the calendar has. What fits by its type is
    spared the pattern, which costs several times a cast.
-#}
{% macro postgres__cast_or_null(expression, data_type, fits=false) %}
    {%- if fits -%} {{- return("cast(" ~ expression ~ " as " ~ data_type ~ ")") -}} {%- endif -%}
    {%- set text = "cast(" ~ expression ~ " as text)" -%}
    {%- if data_type == customer_segmentation.type_double() -%}
        {%- set pattern = "^ *[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]{1,2})? *$" -%}
    {%- else -%}
        {%- set leap_year = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)" -%}
        {%- set days = [
            "[0-9]{4}@(0?[13578]|1[02])@(0?[1-9]|[12][0-9]|3[01])",
            "[0-9]{4}@(0?[469]|11)@(0?[1-9]|[12][0-9]|30)",
            "[0-9]{4}@0?2@(0?[1-9]|1[0-9]|2[0-8])",
            leap_year ~ "@0?2@29",
        ] -%}
        {%- set day = "(" ~ days | join("|") | replace("@", "[-/]") ~ ")" -%}
        {%- set time = "([ T]([01]?[0-9]|2[0-3]):[0-5]?[0-9](:[0-5]?[0-9]([.][0-9]{1,9})?)?)?" -%}
        {%- set zone = "( ?(Z|UTC|GMT)| ?[-+][01][0-9](:?[0-5][0-9])?)?" -%}
        {%- set has_zone = "with time zone" in data_type -%}
        {%- set pattern = "^ *" ~ day ~ time ~ (zone if has_zone else "") ~ " *$" -%}
    {%- endif -%}
    {{- return(
        "cast(case when length(" ~ text ~ ") < 200 and " ~ text ~ " ~ "
        ~ customer_segmentation.text_literal(pattern) ~ " then " ~ text ~ " end as " ~ data_type ~ ")"
    ) -}}
{% endmacro %}

{#-
    Spark's try_cast reads more than numbers, dates and times ("2024", "1.5d", a bare hour), but no
    slashes and no offset +0200: a pattern says what it may see.
-#}
{% macro spark__cast_or_null(expression, data_type, fits=false) %}
    {%- if fits -%} {{- return("try_cast(" ~ expression ~ " as " ~ data_type ~ ")") -}} {%- endif -%}
    {%- set text = "cast(" ~ expression ~ " as string)" -%}
    {%- if data_type == customer_segmentation.type_double() -%}
        {%- set pattern = "^ *[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]{1,3})? *$" -%}
        {%- set read = text -%}
    {%- else -%}
        {%- set pattern = "^ *[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([ T][0-9]{1,2}:.*)?$" -%}
        {%- set read = "regexp_replace(replace(" ~ text ~ ", '/', '-'), '([-+][0-9]{2})([0-9]{2})$', '$1:$2')" -%}
    {%- endif -%}
    {{- return(
        "case when regexp_like(" ~ text ~ ", " ~ customer_segmentation.text_literal(pattern)
        ~ ") then try_cast(" ~ read ~ " as " ~ data_type ~ ") end"
    ) -}}
{% endmacro %}
