{#- Say which questions are asked in the raw answers and unknown, with the number of their answers. -#}
{% macro warn_of_unknown_questions(decisions) %}
    {% if execute and flags.WHICH in ["build", "run"] and load_relation(decisions) %}
        {% set query %}
            select substring(reason, 21) as question, count(*) as answers
            from {{ decisions }}
            where reason like 'unknown survey_type %'
            group by reason
            order by count(*) desc, reason
            limit 100
        {% endset %}
        {% set seen = [] %}
        {% for question, answers in run_query(query).rows %}
            {% do seen.append(question ~ " (" ~ answers ~ ")") %}
        {% endfor %}
        {% if seen %}
            {% set message = (
                customer_segmentation.table_of_setting("survey_questions") ~ ": answers to unknown questions are rejected: " ~ seen | join(", ")
                ~ ". Describe them in the var survey_questions, as {" ~ seen[0].split(" (")[0]
                ~ ": {scale: [1, 5]}}, or bring them to known ones in extra_spellings.survey_type."
            ) %}
            {% do exceptions.warn(message) %}
        {% endif %}
    {% endif %}
{% endmacro %}

{#- Stop at a question of survey_questions that nobody has answered: most likely it is misspelt. -#}
{% macro require_asked_questions(responses) %}
    {% if execute and flags.WHICH in ["build", "run"] and load_relation(responses) %}
        {% set query %}
            select distinct survey_type from {{ responses }} where survey_type is not null order by survey_type
        {% endset %}
        {% set asked = run_query(query).columns[0].values() | list %}
        {% for question in customer_segmentation.survey_questions() if question.name not in asked %}
            {{ customer_segmentation.setting_error(
                "survey_questions." ~ question.name,
                "is a question that nobody has answered; known ones with answers are "
                ~ (asked | join(", ") or "none"),
                "name it as the raw answers do (the log lists unknown ones), bring it to this name in "
                ~ "extra_spellings.survey_type, or remove it"
            ) }}
        {% endfor %}
    {% endif %}
{% endmacro %}
