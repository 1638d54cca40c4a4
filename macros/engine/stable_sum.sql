{#-
    Sum of doubles that does not depend on the order of the rows: rounded well above the noise of
    the last bits and well below anything that counts, so that equal amounts compare as equal.
-#}
{% macro stable_sum(expression) %}
    {{- return(customer_segmentation.rounded("sum(" ~ expression ~ ")", 8)) -}}
{% endmacro %}
