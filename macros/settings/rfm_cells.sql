{#-
    The var rfm_groups as cells: {recency_score, value_score, segment_id, segment_name} of the first
    group that holds. Ids count the names in their order, but for 12 and 13, which those without a
    purchase and those of whom only returns are known have. None without the var.

    - {segment: VIP, recency: [4, 5], value: [5]}
    - {segment: Rest}
-#}
{% macro own_rfm_cells() %}
    {% set cells, names = [], [] %}
    {% set groups = var("rfm_groups") or [] %}
    {% for group in groups if group is mapping and group.segment is string and group.segment not in names %}
        {% do names.append(group.segment) %}
    {% endfor %}
    {% for recency in range(5, 0, -1) if names %}
        {% for value in range(5, 0, -1) %}
            {% set found = namespace(name=none) %}
            {% for group in groups if group is mapping and group.segment is string and found.name is none %}
                {% if recency in group.recency | default([recency], true) and value in group.value | default([value], true) %}
                    {% set found.name = group.segment %}
                {% endif %}
            {% endfor %}
            {% if found.name is not none %}
                {% set place = names.index(found.name) + 1 %}
                {% do cells.append({
                    "recency_score": recency,
                    "value_score": value,
                    "segment_id": place if place < 12 else place + 2,
                    "segment_name": found.name,
                }) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {% do return(cells) %}
{% endmacro %}

{#- Stop at groups of the var rfm_groups that leave a pair of scores to nobody. -#}
{% macro check_rfm_groups() %}
    {% for group in var("rfm_groups") or [] %}
        {% set setting = "rfm_groups[" ~ loop.index0 ~ "]" %}
        {% if group is not mapping or group.segment is not string %}
            {{ customer_segmentation.setting_error(
                setting, "lacks segment, the name of the group: " ~ group,
                "write {segment: VIP, recency: [4, 5], value: [5]}, scores from 1 to 5"
            ) }}
        {% endif %}
        {% for key in group %}
            {% do customer_segmentation.check_choice(setting, key, ["segment", "recency", "value"], "key") %}
        {% endfor %}
        {% for key in ["recency", "value"] %}
            {% set scores = group.get(key) %}
            {% if scores is not none and (
                scores is string or scores is mapping or scores is not sequence or not scores
                or scores | reject("in", [1, 2, 3, 4, 5]) | list != []
            ) %}
                {{ customer_segmentation.setting_error(
                    setting ~ "." ~ key, "is " ~ customer_segmentation.as_written(scores),
                    "give a list of scores from 1 to 5, or remove it for all"
                ) }}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {% set covered = [] %}
    {% for cell in customer_segmentation.own_rfm_cells() %}
        {% do covered.append([cell.recency_score, cell.value_score]) %}
    {% endfor %}
    {% for recency in range(1, 6) if var("rfm_groups") %}
        {% for value in range(1, 6) if [recency, value] not in covered %}
            {{ customer_segmentation.setting_error(
                "rfm_groups", "has no group for recency " ~ recency ~ " and value " ~ value,
                "end the list with a group for the rest, {segment: Rest}"
            ) }}
        {% endfor %}
    {% endfor %}
{% endmacro %}
