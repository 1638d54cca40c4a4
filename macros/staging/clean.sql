{#-
    A trimmed value of a column as its kind, still without standard codes and ranges. Trimmed texts
    are null where nothing is left; typed values are cast, not read.
-#}
{% macro clean_value(column, properties, stored_as="text") -%}
    {%- set kind = properties.kind -%}
    {%- set text = (
        column if stored_as == "text" else "cast(" ~ column ~ " as " ~ dbt.type_string() ~ ")"
    ) -%}
    {%- set case = (
        customer_segmentation.code_lists()[properties.codes].case if kind == "code" else properties.case
    ) -%}
    {%- if kind == "id" -%} {{ customer_segmentation.clean_id(column, text, stored_as) }}
    {%- elif kind == "number" -%} {{ customer_segmentation.clean_number(column, stored_as) }}
    {%- elif kind in ["timestamp", "date"] -%}
        {{ customer_segmentation.clean_timestamp(column, stored_as) }}
    {%- elif kind == "boolean" -%} {{ customer_segmentation.clean_boolean(text) }}
    {%- elif kind == "email" or case == "lower" -%} lower({{ text }})
    {%- elif case == "upper" -%} upper({{ text }})
    {%- elif case == "snake" -%} replace(replace(lower({{ text }}), ' ', '_'), '-', '_')
    {%- else -%} {{ text }}
    {%- endif -%}
{%- endmacro %}

{#-
    An id as text. Whole numbers lose the decimals that they get where a tool read a column with
    gaps as floating point, so that ids meet again. A number in exponent form is null: it may have
    lost digits. So is a word that tools write where nothing was, or all such rows were one person.
    Floats hold whole numbers up to 2^53 (require_exact_keys).
-#}
{% macro clean_id(column, text, stored_as) -%}
    {%- if stored_as == "whole" -%} {{ text }}
    {%- elif stored_as in ["float", "single"] -%}
        case
            when {{ column }} between -9007199254740992 and 9007199254740992 and {{ column }} = floor({{ column }})
            then cast(cast({{ column }} as {{ dbt.type_bigint() }}) as {{ dbt.type_string() }})
            when {{ column }} between -1e300 and 1e300 then {{ text }}
        end
    {%- else -%}
        case
            when {{ customer_segmentation.may_be_number(text) }} and ({{ text }} like '%.%' or {{ text }} like '%+%')
            then
                case
                    when {{ customer_segmentation.matches_pattern(text, "^-?[0-9]+[.]0*$") }}
                    then substring({{ text }}, 1, {{ dbt.position("'.'", text) }} - 1)
                    when
                        not {{ customer_segmentation.matches_pattern(
                            text, ["^-?[0-9]+[.][0-9]+[eE][+]?[0-9]+$", "^-?[0-9]+[eE][+][0-9]+$"]
                        ) }}
                    then {{ text }}
                end
            when length({{ text }}) > 4 then {{ text }}
            when not {{ customer_segmentation.is_one_of("lower(" ~ text ~ ")", ["nan", "null", "none", "<na>", "nat"]) }}
            then {{ text }}
        end
    {%- endif -%}
{%- endmacro %}

{#- A number as double; what no amount, quantity or score can be is null. -#}
{% macro clean_number(column, stored_as) -%}
    {%- set number = customer_segmentation.cast_or_null(
        column, customer_segmentation.type_double(), stored_as
    ) -%}
    case when {{ number }} between -1e12 and 1e12 then {{ number }} end
{%- endmacro %}

{#-
    A timestamp on the clock of the var time_zone; what is not a date or a timestamp is null. Of a
    text, all of it must be read: words behind a time may change its meaning.
-#}
{% macro clean_timestamp(column, stored_as) -%}
    {%- set time_zone = var("time_zone") -%}
    {%- set timestamp = customer_segmentation.cast_or_null(column, dbt.type_timestamp(), stored_as) -%}
    {%- if stored_as == "instant" -%} {{ customer_segmentation.in_time_zone(column, time_zone) }}
    {%- elif stored_as != "text" -%} {{ timestamp }}
    {%- else -%}
        {%- set day = "[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}" -%}
        {%- set time = "[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?" -%}
        {%- set instant = customer_segmentation.cast_or_null(
            "replace(replace(" ~ column ~ ", ' +', '+'), ' -', '-')", customer_segmentation.type_instant()
        ) -%}
        {%- set half_day = customer_segmentation.cast_or_null(
            "trim(substring(" ~ column ~ ", 1, length(" ~ column ~ ") - 2))", dbt.type_timestamp()
        ) -%}
        {%- set is_afternoon = "lower(" ~ column ~ ") like '%pm'" -%}
        case
            when {{ customer_segmentation.matches_pattern(column, "^" ~ day ~ "([ T]" ~ time ~ ")?$") }}
            then {{ timestamp }}
            when
                {{ customer_segmentation.matches_pattern(
                    column, "^" ~ day ~ "[ T]" ~ time ~ "( ?(Z|UTC|GMT)| ?[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)$"
                ) }}
            then {{ customer_segmentation.in_time_zone(instant, time_zone) }}
            when
                {{ customer_segmentation.matches_pattern(column, "^" ~ day ~ "[ T]" ~ time ~ " ?[aApP][mM]$") }}
                and extract(hour from {{ half_day }}) between 1 and 12
            then
                case
                    when extract(hour from {{ half_day }}) = 12 and not {{ is_afternoon }}
                    then {{ dbt.dateadd("hour", -12, half_day) }}
                    when extract(hour from {{ half_day }}) < 12 and {{ is_afternoon }}
                    then {{ dbt.dateadd("hour", 12, half_day) }}
                    else {{ half_day }}
                end
        end
    {%- endif -%}
{%- endmacro %}

{#- True or false from the usual spellings in the languages of init; anything else is null. -#}
{% macro clean_boolean(text) -%}
    case
        lower({{ text }})
        {% for word in [
            "true", "t", "yes", "y", "1", "1.0", "on", "opt-in", "opted_in", "subscribed",
            "ja", "oui", "si", "sí", "sì", "sim",
        ] %}
            when {{ customer_segmentation.text_literal(word) }} then true
        {% endfor %}
        {% for word in [
            "false", "f", "no", "n", "0", "0.0", "off", "opt-out", "opted_out", "unsubscribed",
            "nein", "non", "nee", "não", "nao",
        ] %}
            when {{ customer_segmentation.text_literal(word) }} then false
        {% endfor %}
    end
{%- endmacro %}
