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
        {% do customer_segmentation.check_archetype_conditions(setting ~ ".conditions", own.conditions) %}
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

{#- Stop at a condition that compares nothing, or with what the shop does not measure: the fit reads the same. -#}
{% macro check_archetype_conditions(setting, conditions) %}
    {% set measures = customer_segmentation.shop_measures() %}
    {% for condition in modules.re.split("\\s+and\\s+", conditions.strip()) %}
        {% set compared = modules.re.match("^\\s*\\w+\\s*(>=|<=|>|<|=)\\s*(.+?)\\s*$", condition) %}
        {% if not compared and not modules.re.match("^\\s*\\w+\\s+is\\s+(high|low)\\s*$", condition) %}
            {{ customer_segmentation.setting_error(
                setting, "has '" ~ condition ~ "', which is no condition",
                "write 'feature is high', 'feature is low' or 'feature >= 0.5' (also <=, >, < and =), joined by 'and'"
            ) }}
        {% elif compared %}
            {% set value = compared.group(2) %}
            {% set is_number = modules.re.match("^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[-+]?[0-9]+)?$", value) %}
            {% set of_shop = modules.re.match("^([0-9]+(?:[.][0-9]+)?\\s+)?([a-z]\\w*)$", value) %}
            {% set measure = of_shop.group(2) if of_shop else "" %}
            {#- What equals may be a level of a category. -#}
            {% set is_level = compared.group(1) == "=" and not measure.startswith("shop_") %}
            {% if not is_number and measure not in measures and not is_level %}
                {% set near = customer_segmentation.nearest_name(measure, measures) if measure else none %}
                {{ customer_segmentation.setting_error(
                    setting, "compares with '" ~ value ~ "', which is no number"
                    ~ (": did you mean " ~ near ~ "?" if near else ""),
                    "write a number, or " ~ measures | join(", ") ~ ", also as 1.5 shop_order"
                ) }}
            {% endif %}
        {% endif %}
    {% endfor %}
{% endmacro %}

{#- What the conditions of archetypes may compare with beside numbers. -#}
{% macro shop_measures() %}
    {% do return(["shop_gap", "shop_order", "shop_usual"]) %}
{% endmacro %}

{#- Levels of customer_activity, the best first. -#}
{% macro activity_levels() %}
    {% do return(["active", "new", "slipping", "inactive", "prospect", "returns_only"]) %}
{% endmacro %}

{#- Levels at which an archetype of the var extra_archetypes is given; all without a list. -#}
{% macro archetype_levels(own) %}
    {% set levels = own.activity_levels %}
    {% do return(levels if levels and levels is iterable else customer_segmentation.activity_levels()) %}
{% endmacro %}

{#- The name that the var archetype_names gives to an archetype; null for the others. -#}
{% macro archetype_name(archetypes) -%}
    case
        {% for key, name in customer_segmentation.given_mapping("archetype_names").items() %}
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
