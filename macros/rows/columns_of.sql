{#- Columns of a table by name, in place of a star; before the graph is known, the star. -#}
{% macro columns_of(table, columns) %}
    {%- set named = [] -%}
    {%- for column in columns -%}
        {%- do named.append(table ~ "." ~ column) -%}
    {%- endfor -%}
    {{- return(named | join(", ") if named else table ~ ".*") -}}
{% endmacro %}
