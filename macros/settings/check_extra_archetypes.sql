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
