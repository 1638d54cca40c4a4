{#-
    A row as a JSON object of texts, without those that are null.

    Arguments:
        members: name -> SQL expression, or a list of columns.
-#}
{% macro row_as_json(members) %}
    {%- set written = [] -%}
    {%- for name in members -%}
        {%- set expression = members[name] if members is mapping else name -%}
        {%- set member = dbt.concat([
            customer_segmentation.text_literal(', "' ~ name ~ '": '),
            customer_segmentation.json_text(expression),
        ]) -%}
        {%- do written.append("coalesce(" ~ member ~ ", '')") -%}
    {%- endfor -%}
    {{- return(dbt.concat(["'{'", "substring(" ~ dbt.concat(written) ~ ", 3)", "'}'"])) -}}
{% endmacro %}
