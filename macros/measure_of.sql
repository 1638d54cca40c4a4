{#- What a feature measures, whatever the window: spend_net of spend_net_365d. -#}
{% macro measure_of(feature_name) %}
    {{- return(modules.re.sub("_[0-9]+d$", "", feature_name)) -}}
{% endmacro %}
