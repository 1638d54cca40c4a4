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
