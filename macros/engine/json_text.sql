{#- A value as a JSON string, quotes and all; null stays null. -#}
{% macro json_text(expression) %}
    {{- return(adapter.dispatch("json_text", "customer_segmentation")(
        customer_segmentation.text_of(expression)
    )) -}}
{% endmacro %}

{% macro default__json_text(text) %}
    {{- return("cast(to_json(" ~ text ~ ") as " ~ dbt.type_string() ~ ")") -}}
{% endmacro %}

{#- Spark writes objects and arrays as JSON, and no bare text; an object without a value is {}. -#}
{% macro spark__json_text(text) %}
    {{- return(
        "nullif(regexp_extract(to_json(named_struct('v', " ~ text ~ ")), '(?s)^.{5}(.*).$', 1), '')"
    ) -}}
{% endmacro %}
