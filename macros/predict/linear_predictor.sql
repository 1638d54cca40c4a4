{#-
    Intercept plus the sum of coefficients and terms, from the columns of prediction_inputs and of
    one row of parameters.
-#}
{% macro linear_predictor(part, terms) -%}
    parameters.{{ part }}_intercept
    {%- for term in terms %} + parameters.{{ part }}_{{ term }} * inputs.{{ term }} {%- endfor %}
{%- endmacro %}

{#- The probability that a logit stands for; beyond 30 it is certain. -#}
{% macro logistic(logit) -%}
    1 / (1 + exp(-{{ customer_segmentation.bounded(logit, -30, 30) }}))
{%- endmacro %}
