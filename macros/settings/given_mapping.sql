{#-
    The mapping that a var holds, or holds below the keys that follow; empty where there is none. Models
    are parsed before the judge has seen the settings.
-#}
{% macro given_mapping(setting) %}
    {% set found = namespace(value=var(setting, {})) %}
    {% for key in varargs %}
        {% set found.value = found.value.get(key) if found.value is mapping else {} %}
    {% endfor %}
    {% do return(found.value if found.value is mapping else {}) %}
{% endmacro %}

{#- The entries of a var that is a list of mappings. -#}
{% macro given_entries(setting) %}
    {% set entries = var(setting, []) or [] %}
    {% do return((entries if entries is sequence and entries is not string else []) | select("mapping") | list) %}
{% endmacro %}
