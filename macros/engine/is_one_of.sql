{#-
    Whether a text is one of several, as a condition: null is none of them.

    Arguments:
        text: SQL of the text.
        values: a list of texts.
-#}
{% macro is_one_of(text, values) %}
    {%- set literals = [] -%}
    {%- for value in values -%} {%- do literals.append(customer_segmentation.text_literal(value)) -%} {%- endfor -%}
    {{- return(
        adapter.dispatch("is_one_of", "customer_segmentation")(text, literals | join(", "))
    ) -}}
{% endmacro %}

{% macro default__is_one_of(text, literals) %} {{- return(text ~ " in (" ~ literals ~ ")") -}} {% endmacro %}

{#-
    A list of five and more is joined there with every row, even where nothing reads the result, and keeps its
    columns from being left out of a scan. A function sees each entry of a dictionary once.
-#}
{% macro duckdb__is_one_of(text, literals) %}
    {{- return("coalesce(list_position([" ~ literals ~ "], " ~ text ~ "), 0) > 0") -}}
{% endmacro %}
