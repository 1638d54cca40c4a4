{#- A value as the inside of a JSON string. chr(92) is the backslash, which engines quote differently. -#}
{% macro json_escaped(expression) -%}
    {%- set ns = namespace(text="cast(" ~ expression ~ " as " ~ dbt.type_string() ~ ")") -%}
    {%- for plain, escaped in [
        ("chr(92)", "chr(92) || chr(92)"),
        ("chr(34)", "chr(92) || chr(34)"),
        ("chr(10)", "chr(92) || 'n'"),
        ("chr(13)", "chr(92) || 'r'"),
        ("chr(9)", "chr(92) || 't'"),
    ] -%}
        {%- set ns.text = "replace(" ~ ns.text ~ ", " ~ plain ~ ", " ~ escaped ~ ")" -%}
    {%- endfor -%}
    {{ ns.text }}
{%- endmacro %}
