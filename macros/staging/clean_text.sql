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
