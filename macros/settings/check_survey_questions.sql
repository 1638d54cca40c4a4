{#- Stop at a question of survey_questions of which no feature can be made. -#}
{% macro check_survey_questions() %}
    {% set keys = ["scale", "options", "role", "family", "transform", "impute", "label", "unit", "words"] %}
    {% set questions = var("survey_questions") or {} %}
    {% set table_name = customer_segmentation.table_of_setting("survey_questions") %}
    {% if questions and not customer_segmentation.using_table(table_name) %}
        {{ customer_segmentation.setting_error(
            "survey_questions", "is given, and the raw table " ~ table_name ~ " is not in use",
            "name it in raw_tables, or remove survey_questions"
        ) }}
    {% endif %}
    {% for name, entry in questions.items() %}
        {% set setting = "survey_questions." ~ name %}
        {% if name is not string or not modules.re.match("^[a-z][a-z0-9_]*$", name) or name in ["nps", "csat"] %}
            {{ customer_segmentation.setting_error(
                setting,
                "is known already" if name in ["nps", "csat"] else "is not in lower_snake_case",
                "give a name like 'price_matters'; spaces, hyphens and capitals of the raw ids are brought to it, "
                ~ "other ids by extra_spellings.survey_type"
            ) }}
        {% endif %}
        {% if entry is not mapping or ("scale" in entry) == ("options" in entry) %}
            {{ customer_segmentation.setting_error(
                setting, "is " ~ customer_segmentation.as_written(entry),
                "give either a scale, {scale: [1, 5]}, or options, {options: [often, never]} or {options: {1: often, 2: never}}"
            ) }}
        {% endif %}
        {% for key in entry %} {% do customer_segmentation.check_choice(setting, key, keys, "key") %} {% endfor %}
        {% do customer_segmentation.check_metadata_choices(setting, entry) %}
        {% set scale, options = entry.scale, entry.options %}
        {% if scale is defined and not (
            scale is sequence and scale is not string and scale is not mapping and scale | length == 2
            and scale[0] is number and scale[1] is number and scale[0] < scale[1]
        ) %}
            {{ customer_segmentation.setting_error(
                setting ~ ".scale", "is " ~ customer_segmentation.as_written(scale),
                "give the lowest and the highest score, like [1, 5]"
            ) }}
        {% endif %}
        {% set scores = (options if options is mapping else {}) | map("string") | list %}
        {% set numbered = modules.re.match("^(-?[0-9]+([.][0-9]+)? ?)*$", scores | join(" ")) %}
        {% if options is defined and (not options or options is string or options is not iterable or not numbered) %}
            {{ customer_segmentation.setting_error(
                setting ~ ".options", "is " ~ customer_segmentation.as_written(options),
                "give the texts of the column answer, [often, never], or texts by score, {1: often, 2: never}"
            ) }}
        {% endif %}
    {% endfor %}
{% endmacro %}
