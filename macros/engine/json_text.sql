{#- A value as a JSON string, quotes and all; null stays null. -#}
{% macro json_text(expression) %}
    {{- return(adapter.dispatch("json_text", "customer_segmentation")(
        "cast(" ~ expression ~ " as " ~ dbt.type_string() ~ ")"
    )) -}}
{% endmacro %}

{% macro default__json_text(text) %}
    {{- return("cast(to_json(" ~ text ~ ") as " ~ dbt.type_string() ~ ")") -}}
{% endmacro %}
