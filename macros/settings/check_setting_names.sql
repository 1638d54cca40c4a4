{#-
    Stop at a var that does not exist. In the package's own scope every name must be one of ours;
    vars of the whole project and of the command line may belong to somebody else, so there only
    a name near one of ours is taken for a misspelling.
-#}
{% macro check_setting_names() %}
    {% set known = customer_segmentation.setting_kinds() | list %}
    {% set given = customer_segmentation.given_settings() %}
    {% for name in given.own if name not in known %}
        {% set near = customer_segmentation.nearest_name(name, known) %}
        {{ customer_segmentation.setting_error(
            name,
            "is unknown" ~ (": did you mean " ~ near ~ "?" if near else ""),
            "write " ~ near if near else "remove it; the settings are " ~ known | join(", ")
        ) }}
    {% endfor %}
    {% for name in given.shared if name not in known %}
        {% set near = customer_segmentation.nearest_name(name, known) %}
        {% if near %}
            {{ customer_segmentation.setting_error(
                name,
                "is unknown: did you mean " ~ near ~ "?",
                "write " ~ near ~ "; if it is a var of your own, put it under the name of your "
                ~ "project in vars"
            ) }}
        {% elif name == "customer_segmentation" %}
            {{ customer_segmentation.setting_error(
                name,
                "on the command line has no effect: dbt knows no packages there",
                "give its settings in --vars without the name of the package"
            ) }}
        {% endif %}
    {% endfor %}
{% endmacro %}

{#-
    Names of the vars that the user gives: {own: in the package's scope, shared: elsewhere}. dbt
    hands macros the vars of the command line; those of dbt_project.yml only through the project
    that ref() keeps, where this version of dbt has it.
-#}
{% macro given_settings() %}
    {% set own, shared = [], [] %}
    {% for name in invocation_args_dict.get("vars") or {} %} {% do shared.append(name) %} {% endfor %}
    {% if ref.config is defined and ref.config.vars is defined %}
        {% for name, value in ref.config.vars.to_dict().items() %}
            {% if name == "customer_segmentation" %}
                {% do own.extend((value or {}) | list) %}
            {% elif name not in ref.config.load_dependencies() %}
                {% do shared.append(name) %}
            {% endif %}
        {% endfor %}
    {% endif %}
    {% do return({"own": own, "shared": shared}) %}
{% endmacro %}
