{#- The one segmentation that figures without a filter are about: the var, else the first. -#}
{% macro default_segmentation() %}
    {% set first = customer_segmentation.segmentations() | map(attribute="name") | first %}
    {{- return(var("default_segmentation") or first or "") -}}
{% endmacro %}
