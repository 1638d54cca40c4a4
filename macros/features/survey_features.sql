{#-
    The var survey_questions with every default filled in: name, lowest and highest score of a scale,
    and the options of a question that has no scale, as SQL condition on a response -> option.
-#}
{% macro survey_questions() %}
    {% set found = [] %}
    {% set questions = var("survey_questions") or {} %}
    {% for name, entry in (questions if questions is mapping else {}).items() if entry is mapping %}
        {% set options = {} %}
        {% if entry.options is mapping %}
            {% for score, option in entry.options.items() %}
                {% do options.update({"score = " ~ score: option | string}) %}
            {% endfor %}
        {% elif entry.options is sequence and entry.options is not string %}
            {% for option in entry.options %}
                {% set text = customer_segmentation.text_literal(option | string | lower) %}
                {% do options.update({"lower(answer) = " ~ text: option | string}) %}
            {% endfor %}
        {% endif %}
        {% set scale = entry.scale if entry.scale is sequence and entry.scale | length == 2 else none %}
        {% if options or scale %}
            {% do found.append({
                "name": name | string,
                "scale": scale if not options,
                "options": options,
                "reads_answer": options != {} and entry.options is not mapping,
                "segmentation": customer_segmentation.own_metadata(
                    dict(entry, name=name | string), {"role": "feature", "family": "attitudes", "measure": name | string},
                    [customer_segmentation.table_of_setting("survey_questions")],
                ),
            }) %}
        {% endif %}
    {% endfor %}
    {% do return(found) %}
{% endmacro %}

{#- The features of the var survey_questions: last and mean answer, and how many a customer has answered. -#}
{% macro answer_features() %}
    {% set found = [] %}
    {% for question in customer_segmentation.survey_questions() %}
        {% set meta = question.segmentation %}
        {% do found.append({
            "name": question.name ~ "_last",
            "data_type": "double" if question.scale else "string",
            "description": meta.label ~ ": the last answer before as_of_date.",
            "segmentation": dict(meta, role="profile", label=meta.label ~ " (last answer)") if question.scale else meta,
        }) %}
        {% if question.scale %}
            {% do found.append({
                "name": question.name ~ "_mean",
                "data_type": "double",
                "description": meta.label ~ ": mean of the answers before as_of_date.",
                "segmentation": meta,
            }) %}
        {% endif %}
    {% endfor %}
    {% if found %}
        {% do found.append({
            "name": "answered_question_share",
            "data_type": "double",
            "description": "Share of the questions of survey_questions that were answered before as_of_date; null without an answer.",
            "segmentation": {
                "role": "profile", "family": "attitudes", "transform": "none", "impute": "zero",
                "label": "questions answered", "unit": "share", "requires": [customer_segmentation.table_of_setting("survey_questions")],
            },
        }) %}
    {% endif %}
    {% do return(found) %}
{% endmacro %}
