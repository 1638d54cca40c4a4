{#-
    Rows of the seed segment_actions with the entries of the var extra_actions in the place of those
    of the same objective, archetype, value level and activity level.
-#}
{% macro segment_actions() %}
    {% set keys = ["objective", "archetype", "value_level", "activity_level"] %}
    {% set texts = keys + ["action", "offer", "goal", "measure"] %}
    {% set own = customer_segmentation.given_entries("extra_actions") %}
    select {{ (texts + ["budget_weight", "cost_per_member"]) | join(", ") }}
    from {{ ref("segment_actions") }}
    {% for action in own %}
        {{ "where" if loop.first else "and" }} not (
            {% for key in keys %}
                coalesce({{ key }}, '') = {{ customer_segmentation.text_literal(action.get(key) or "") }}
                {{- " and" if not loop.last }}
            {% endfor %}
        )
    {% endfor %}
    {% for action in own %}
        union all
        select
            {% for column in texts %}
                cast(
                    {{ customer_segmentation.text_literal(action[column]) if action.get(column) else "null" }}
                    as {{ dbt.type_string() }}
                ) as {{ column }},
            {% endfor %}
            {{ customer_segmentation.double_literal(action.budget_weight | default(1)) }} as budget_weight,
            {{ customer_segmentation.cost_literal(action) }} as cost_per_member
    {% endfor %}
{% endmacro %}

{#- What an action costs per member, null where its entry does not say. -#}
{% macro cost_literal(entry) -%}
    {%- if entry.cost_per_member is defined -%} {{ customer_segmentation.double_literal(entry.cost_per_member) }}
    {%- else -%} cast(null as {{ customer_segmentation.type_double() }})
    {%- endif -%}
{%- endmacro %}

{#- Stop at a cost that is no amount. -#}
{% macro check_cost(setting, entry) %}
    {% set cost = entry.cost_per_member | default(0) %}
    {% if cost is not number or cost is boolean or cost < 0 %}
        {{ customer_segmentation.setting_error(
            setting ~ ".cost_per_member", "is " ~ customer_segmentation.as_written(cost),
            "give an amount in the shop's currency, or leave it out"
        ) }}
    {% endif %}
{% endmacro %}

{#- Stop at an entry of extra_actions that holds for no segment or proposes nothing. -#}
{% macro check_extra_actions() %}
    {% set levels = {
        "objective": customer_segmentation.segmentation_choices().objectives | list,
        "value_level": ["high", "low", "any"],
        "activity_level": customer_segmentation.activity_levels(),
    } %}
    {% set fields = ["objective", "archetype", "value_level", "activity_level", "action", "offer", "goal", "measure", "budget_weight", "cost_per_member"] %}
    {% set keys = [] %}
    {% for entry in var("extra_actions") or [] %}
        {% set setting = "extra_actions[" ~ loop.index0 ~ "]" %}
        {% if entry is not mapping or entry.action is not string or not entry.action %}
            {{ customer_segmentation.setting_error(
                setting, "lacks action: " ~ entry,
                "give objective, value_level, activity_level and action, like those of seeds/segment_actions.csv"
            ) }}
        {% endif %}
        {% for key in entry %} {% do customer_segmentation.check_choice(setting, key, fields, "key") %} {% endfor %}
        {% for key, choices in levels.items() %}
            {% do customer_segmentation.check_choice(
                setting ~ "." ~ key, entry.get(key) or "nothing", choices, key | replace("_", " ")
            ) %}
        {% endfor %}
        {% set is_any = true if entry.archetype or entry.activity_level in ["new", "prospect", "returns_only"] else false %}
        {% if (entry.value_level == "any") != is_any %}
            {{ customer_segmentation.setting_error(
                setting ~ ".value_level", "is " ~ entry.value_level ~ ", which no segment of these levels has",
                "use any for new customers, prospects, returns_only and with an archetype, high or low for the others"
            ) }}
        {% endif %}
        {% set weight = entry.budget_weight | default(1) %}
        {% if weight is not number or weight is boolean or weight < 0 or weight > 1 %}
            {{ customer_segmentation.setting_error(
                setting ~ ".budget_weight", "is " ~ customer_segmentation.as_written(weight), "give a number from 0 to 1"
            ) }}
        {% endif %}
        {% do customer_segmentation.check_cost(setting, entry) %}
        {% set key = [entry.objective, entry.archetype, entry.value_level, entry.activity_level] | map("string") | join(" ") %}
        {% if key in keys %}
            {{ customer_segmentation.setting_error(
                setting, "has the levels of an earlier entry", "write one entry for them"
            ) }}
        {% endif %}
        {% do keys.append(key) %}
    {% endfor %}
{% endmacro %}
