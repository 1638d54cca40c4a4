{#- Stop at an entry of extra_archetypes that says too little, or something that no column holds. -#}
{% macro check_extra_archetypes() %}
    {% set fields = ["archetype", "segment_name", "conditions", "activity_levels", "weight", "meaning"] %}
    {% for own in var("extra_archetypes") or [] %}
        {% set setting = "extra_archetypes[" ~ loop.index0 ~ "]" %}
        {% for field in fields[:3] %}
            {% if own is not mapping or own[field] is not string or not own[field] %}
                {{ customer_segmentation.setting_error(
                    setting, "lacks " ~ field,
                    "give archetype (a key), segment_name and conditions, such as 'nps_last >= 9'"
                ) }}
            {% endif %}
        {% endfor %}
        {% for key in own %}
            {{ customer_segmentation.check_choice(setting, key, fields, "key") }}
        {% endfor %}
        {% for level in customer_segmentation.archetype_levels(own) %}
            {{ customer_segmentation.check_choice(
                setting ~ ".activity_levels", level, customer_segmentation.activity_levels(), "level"
            ) }}
        {% endfor %}
        {% set weight = own.weight | default(1) %}
        {% if weight is not number or weight is boolean or weight < 0 %}
            {{ customer_segmentation.setting_error(
                setting ~ ".weight", "is " ~ customer_segmentation.as_written(weight), "give a number from 0 on"
            ) }}
        {% endif %}
    {% endfor %}
{% endmacro %}

{#- Levels of customer_activity, the best first. -#}
{% macro activity_levels() %}
    {% do return(["active", "new", "slipping", "inactive", "prospect", "returns_only"]) %}
{% endmacro %}

{#- Levels at which an archetype of the var extra_archetypes is given; all without a list. -#}
{% macro archetype_levels(own) %}
    {% do return(own.activity_levels | default(customer_segmentation.activity_levels(), true)) %}
{% endmacro %}

{#- The name that the var archetype_names gives to an archetype; null for the others. -#}
{% macro archetype_name(archetypes) -%}
    case
        {% for key, name in (var("archetype_names") or {}).items() %}
            when {{ archetypes }}.archetype = {{ customer_segmentation.text_literal(key) }}
            then {{ customer_segmentation.text_literal(name) }}
        {% endfor %}
        when true then cast(null as {{ dbt.type_string() }})
    end
{%- endmacro %}

{#- Stop at a name for an archetype that the seed does not have: the model that renames them asks. -#}
{% macro check_archetype_names() %}
    {% if execute and flags.WHICH in ["build", "run"] %}
        {% set known = customer_segmentation.table_rows("segment_archetypes", ["archetype"], "archetype") | map(attribute="archetype") | list %}
        {% for key in var("archetype_names") or {} if known %}
            {% do customer_segmentation.check_choice("archetype_names", key, known, "archetype") %}
        {% endfor %}
    {% endif %}
{% endmacro %}
