{#- The raw value of a column as its kind, still without standard codes and ranges. -#}
{% macro clean_value(column, properties) -%}
    {%- set kind = properties.kind -%}
    {%- set case = (
        customer_segmentation.code_lists()[properties.codes].case if kind == "code" else properties.case
    ) -%}
    {%- if kind == "id" -%} {{ customer_segmentation.clean_id(column) }}
    {%- elif kind == "number" -%} {{ customer_segmentation.clean_number(column) }}
    {%- elif kind in ["timestamp", "date"] -%} {{ customer_segmentation.clean_timestamp(column) }}
    {%- elif kind == "boolean" -%} {{ customer_segmentation.clean_boolean(column) }}
    {%- elif kind == "email" or case == "lower" -%} lower({{ customer_segmentation.clean_text(column) }})
    {%- elif case == "upper" -%} upper({{ customer_segmentation.clean_text(column) }})
    {%- elif case == "snake" -%}
        replace(replace(lower({{ customer_segmentation.clean_text(column) }}), ' ', '_'), '-', '_')
    {%- else -%} {{ customer_segmentation.clean_text(column) }}
    {%- endif -%}
{%- endmacro %}

{#-
    An id as text without surrounding blanks; empty text is null. Whole numbers lose the ".0" that
    they get where a tool read a column with gaps as floating point, so that ids meet again.
-#}
{% macro clean_id(expression) -%}
    {%- set text = "cast(" ~ expression ~ " as " ~ dbt.type_string() ~ ")" -%}
    case
        when {{ text }} like '% %' or {{ text }} = ''
        then nullif(trim({{ text }}), '')
        when
            {{ text }} like '%.0'
            and {{ customer_segmentation.matches_pattern(text, "^[0-9]+[.]0$") }}
        then substring({{ text }}, 1, length({{ text }}) - 2)
        else {{ text }}
    end
{%- endmacro %}

{#-
    Text without surrounding blanks; empty text is null. Most values have no blank at all, and
    looking for one costs a quarter of trimming.
-#}
{% macro clean_text(expression) -%}
    {%- set text = "cast(" ~ expression ~ " as " ~ dbt.type_string() ~ ")" -%}
    case
        when {{ text }} like '% %' or {{ text }} = ''
        then nullif(trim({{ text }}), '')
        else {{ text }}
    end
{%- endmacro %}

{#- A number as double; what is not a finite number is null. -#}
{% macro clean_number(expression) -%}
    {%- set double = customer_segmentation.type_double() -%}
    {%- set number = customer_segmentation.cast_or_null(expression, double) -%}
    case when {{ number }} between -1e15 and 1e15 then {{ number }} end
{%- endmacro %}

{#-
    A timestamp without time zone; what is not a date or a timestamp is null. Text is trimmed only
    where the plain cast fails, which keeps typed columns free of any work.
-#}
{% macro clean_timestamp(expression) -%}
    {%- set text = "trim(cast(" ~ expression ~ " as " ~ dbt.type_string() ~ "))" -%}
    coalesce(
        {{ customer_segmentation.cast_or_null(expression, dbt.type_timestamp()) }},
        {{ customer_segmentation.cast_or_null(text, dbt.type_timestamp()) }}
    )
{%- endmacro %}

{#- True or false from the usual spellings; anything else is null. -#}
{% macro clean_boolean(expression) -%}
    case
        lower(trim(cast({{ expression }} as {{ dbt.type_string() }})))
        {% for word in ["true", "t", "yes", "y", "1", "1.0", "on", "opt-in", "opted_in", "subscribed"] %}
            when {{ customer_segmentation.text_literal(word) }} then true
        {% endfor %}
        {% for word in ["false", "f", "no", "n", "0", "0.0", "off", "opt-out", "opted_out", "unsubscribed"] %}
            when {{ customer_segmentation.text_literal(word) }} then false
        {% endfor %}
    end
{%- endmacro %}
