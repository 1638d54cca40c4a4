{#- Every message about a setting: which one, what is wrong with it, what to do. -#}
{% macro setting_error(setting, problem, remedy) %}
    {{ exceptions.raise_compiler_error(
        "Setting " ~ setting ~ " " ~ problem ~ ("" if problem.endswith("?") else ".")
        ~ " To fix it: " ~ remedy ~ "."
    ) }}
{% endmacro %}

{#- Stop when a value is none of the choices, with the nearest of them. -#}
{% macro check_choice(setting, value, choices, what="value") %}
    {% if value not in choices %}
        {% set near = customer_segmentation.nearest_name(value, choices) %}
        {{ customer_segmentation.setting_error(
            setting,
            "has the unknown " ~ what ~ " '" ~ value ~ "'"
            ~ (": did you mean " ~ near ~ "?" if near else ""),
            "use one of " ~ choices | join(", ")
        ) }}
    {% endif %}
{% endmacro %}
