{#- Terms of an order by, null behind every value; engines differ in where they put it. -#}
{% macro in_order(terms) %}
    {{- return(terms | join(" nulls last, ") ~ " nulls last") -}}
{% endmacro %}
