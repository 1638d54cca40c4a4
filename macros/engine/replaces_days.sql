{#- Whether dbt can replace the rows of a day in a table that it keeps. -#}
{% macro replaces_days() %}
    {%- do return(adapter.dispatch("replaces_days", "customer_segmentation")()) -%}
{% endmacro %}

{% macro default__replaces_days() %} {% do return(true) %} {% endmacro %}

{#- dbt-spark has no delete+insert. -#}
{% macro spark__replaces_days() %} {% do return(false) %} {% endmacro %}
