{#- The columns of a row as a JSON object of texts, without those that are null. -#}
{% macro row_as_json(columns) %}
    {{- return(adapter.dispatch("row_as_json", "customer_segmentation")(columns)) -}}
{% endmacro %}

{% macro default__row_as_json(columns) %}
    {%- set members = [] -%}
    {%- for column in columns -%}
        {%- set member = dbt.concat([
            customer_segmentation.text_literal(', "' ~ column ~ '": "'),
            customer_segmentation.json_escaped(column),
            "'\"'",
        ]) -%}
        {%- do members.append("coalesce(" ~ member ~ ", '')") -%}
    {%- endfor -%}
    {{- return(dbt.concat(["'{'", "substring(" ~ dbt.concat(members) ~ ", 3)", "'}'"])) -}}
{% endmacro %}

{#- A value as the inside of a JSON string. chr(92) is the backslash, which engines quote differently. -#}
{% macro json_escaped(expression) %}
    {%- set ns = namespace(text="cast(" ~ expression ~ " as " ~ dbt.type_string() ~ ")") -%}
    {%- for plain, escaped in [
        ("chr(92)", ["chr(92)", "chr(92)"]),
        ("chr(34)", ["chr(92)", "chr(34)"]),
        ("chr(10)", ["chr(92)", "'n'"]),
        ("chr(13)", ["chr(92)", "'r'"]),
        ("chr(9)", ["chr(92)", "'t'"]),
    ] -%}
        {%- set ns.text = "replace(" ~ ns.text ~ ", " ~ plain ~ ", " ~ dbt.concat(escaped) ~ ")" -%}
    {%- endfor -%}
    {{- return(ns.text) -}}
{% endmacro %}
