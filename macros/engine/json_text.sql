{#- A value as a JSON string, quotes and all; null stays null. -#}
{% macro json_text(expression) %}
    {{- return(adapter.dispatch("json_text", "customer_segmentation")(
        customer_segmentation.text_of(expression)
    )) -}}
{% endmacro %}

{% macro default__json_text(text) %}
    {{- return("cast(to_json(" ~ text ~ ") as " ~ dbt.type_string() ~ ")") -}}
{% endmacro %}
