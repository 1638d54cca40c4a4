{#-
    Sum of doubles that does not depend on the order of the rows: rounded well above the noise of
    the last bits and well below anything that counts, so that equal amounts compare as equal.
-#}
{% macro stable_sum(expression) %}
    {{- return(adapter.dispatch("stable_sum", "customer_segmentation")(expression)) -}}
{% endmacro %}

{% macro default__stable_sum(expression) -%}
    round(sum({{ expression }}), 8)
{%- endmacro %}

{% macro postgres__stable_sum(expression) -%}
    cast(round(cast(sum({{ expression }}) as numeric), 8) as double precision)
{%- endmacro %}
