{#- Stop at an entry of segment_overrides that names no segment or says what no column holds. -#}
{% macro check_segment_overrides() %}
    {% set names = customer_segmentation.segmentations() | map(attribute="name") | list %}
    {% set fields = ["segment_name", "description", "recommended_action", "budget_weight", "cost_per_member"] %}
    {% set keys = [] %}
    {% for override in customer_segmentation.segment_overrides() %}
        {% set setting = "segment_overrides[" ~ loop.index0 ~ "]" %}
        {% if override is not mapping or override.segmentation not in names
            or override.segment_id is not integer %}
            {{ customer_segmentation.setting_error(
                setting, "names no segment: " ~ override,
                "give segmentation (one of " ~ names | join(", ") ~ ") and segment_id, a whole number"
            ) }}
        {% endif %}
        {% for key in override if key not in ["segmentation", "segment_id"] %}
            {{ customer_segmentation.check_choice(setting, key, fields, "key") }}
        {% endfor %}
        {% set weight = override.budget_weight | default(1) %}
        {% if weight is not number or weight is boolean or weight < 0 or weight > 1 %}
            {{ customer_segmentation.setting_error(
                setting ~ ".budget_weight", "is " ~ customer_segmentation.as_written(weight),
                "give a number from 0 to 1"
            ) }}
        {% endif %}
        {% do customer_segmentation.check_cost(setting, override) %}
        {% set key = override.segmentation ~ " " ~ override.segment_id %}
        {% if key in keys %}
            {{ customer_segmentation.setting_error(
                setting, "repeats segment " ~ override.segment_id ~ " of " ~ override.segmentation,
                "write everything about a segment into one entry"
            ) }}
        {% endif %}
        {% do keys.append(key) %}
    {% endfor %}
{% endmacro %}

{#-
    Stop when an override names a segment that does not exist: it would be lost in silence, for
    example after a refit that retired the segment. Only the fit knows the segments, so the model
    that names them asks, before its table is replaced.
-#}
{% macro check_overridden_segments_exist() %}
    {% if not execute or flags.WHICH not in ["build", "run"] %} {{ return("") }} {% endif %}
    {% set known = {} %}
    {% for entry in customer_segmentation.segmentations() %}
        {% set ids = known.setdefault(entry.name, []) %}
        {% if entry.method == "rules" %}
            {% for name in customer_segmentation.rule_segments(entry) %}
                {% do ids.append(loop.index) %}
            {% endfor %}
        {% else %}
            {% set rows = customer_segmentation.table_rows(
                "rfm_cells" if entry.method == "rfm" else "segment_model_rows",
                ["segment_id"],
                "segment_id",
                "1 = 1" if entry.method == "rfm"
                else "kind = 'segment' and segmentation = " ~ customer_segmentation.text_literal(entry.name),
            ) %}
            {% for row in rows if row.segment_id | int not in ids %}
                {% do ids.append(row.segment_id | int) %}
            {% endfor %}
        {% endif %}
    {% endfor %}
    {% for override in customer_segmentation.segment_overrides() %}
        {% if override.segment_id not in known[override.segmentation] %}
            {{ customer_segmentation.setting_error(
                "segment_overrides[" ~ loop.index0 ~ "]",
                "names segment " ~ override.segment_id ~ " of '" ~ override.segmentation
                ~ "', which does not exist",
                "use one of " ~ known[override.segmentation] | join(", ") ~ ", or remove the entry"
            ) }}
        {% endif %}
    {% endfor %}
{% endmacro %}
