{#-
    A text as an SQL literal, quotes and all. Whatever comes from settings, YAML or data goes into
    SQL through this macro, so that text never becomes code.
-#}
{% macro text_literal(text) %}
    {{- return(adapter.dispatch("text_literal", "customer_segmentation")(text | string)) -}}
{% endmacro %}

{% macro default__text_literal(text) %}
    {{- return("'" ~ text.replace("'", "''") ~ "'") -}}
{% endmacro %}

{#- A backslash begins an escape on Spark. -#}
{% macro spark__text_literal(text) %}
    {{- return("'" ~ text.replace("\\", "\\\\").replace("'", "\\'") ~ "'") -}}
{% endmacro %}
