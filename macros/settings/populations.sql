{#-
    The segmentations of part of the customers: those whose entry gives a population, an SQL
    condition on the columns of customer_features_extended. Whom it holds for is asked per as-of date.
-#}
{% macro populations() %}
    {% set found = [] %}
    {% for entry in var("segmentations") if entry is mapping and entry.name is defined %}
        {% set population = customer_segmentation.population_of_entry(entry) %}
        {% if population %} {% do found.append({"segmentation": entry.name, "condition": population}) %} {% endif %}
    {% endfor %}
    {% do return(found) %}
{% endmacro %}

{#-
    The population of an entry of the var segmentations: what it says, and of one that is made of
    answers to survey questions those who have answered at least half of the questions, because the
    others would have to be given the answers of the middle. None without.
-#}
{% macro population_of_entry(entry) %}
    {% if entry.population is defined %}
        {% do return(entry.population if entry.population is string else none) %}
    {% endif %}
    {% set features = entry.features if entry.features is mapping and entry.method == "clusters" else {} %}
    {% set families, include = features.families or [], features.include or [] %}
    {% set questions = var("survey_questions") or {} %}
    {% for name, question in (questions if questions is mapping else {}).items() if families or include %}
        {% set is_in_family = (question.family or "attitudes") in families and question.role != "profile" %}
        {% if is_in_family or name ~ "_last" in include or name ~ "_mean" in include %}
            {% do return("answered_question_share >= 0.5") %}
        {% endif %}
    {% endfor %}
    {% do return(none) %}
{% endmacro %}

{#- The name of a segmentation of part of the customers, and empty text for those of all of them. -#}
{% macro population_of(relation) -%}
    case
        {% for population in customer_segmentation.populations() %}
            when {{ relation }}.segmentation = {{ customer_segmentation.text_literal(population.segmentation) }}
            then {{ relation }}.segmentation
        {% endfor %}
        when true then ''
    end
{%- endmacro %}

{#- Whom a segmentation speaks of, in words, as an SQL expression over its name. -#}
{% macro population_in_words(segmentation) -%}
    case
        {% for population in customer_segmentation.populations() %}
            when {{ segmentation }} = {{ customer_segmentation.text_literal(population.segmentation) }}
            then {{ customer_segmentation.text_literal("customers with " ~ population.condition) }}
        {% endfor %}
        when {{ segmentation }} is not null then 'all customers'
    end
{%- endmacro %}

{#-
    Stop before anything is fitted when a population holds for nobody, or for too few to divide; warn
    when it holds for everybody, or for fewer customers than figures are shown of.
-#}
{% macro check_populations(features) %}
    {% if execute and flags.WHICH in ["build", "run"] and load_relation(features) %}
        {% for entry in customer_segmentation.segmentations() if entry.population %}
            {% set query %}
                select count(case when {{ entry.population }} then 1 end) as inside, count(*) as customers
                from {{ features }}
                where is_current
            {% endset %}
            {% set row = run_query(query).rows[0] %}
            {% set inside, customers = row[0] | int, row[1] | int %}
            {% set least = var("min_cell_customers") * (entry.min_segments | default(1)) %}
            {% set values = [] %}
            {% for column in adapter.get_columns_in_relation(features)
                if column.name in customer_segmentation.columns_in_condition(entry.population)
            %}
                {% do values.append(customer_segmentation.values_in_words(features, column)) %}
            {% endfor %}
            {% set setting = "segmentations." ~ entry.name ~ ".population" %}
            {% set held = "(" ~ entry.population ~ ") holds for " ~ (inside or "nobody") ~ " of "
                ~ customers ~ " customers: " ~ values | join(". ") %}
            {% if inside == 0 or inside < least and entry.method == "clusters" %}
                {{ customer_segmentation.setting_error(
                    setting, held,
                    "compare with values that are there, or take in at least " ~ least ~ " customers"
                ) }}
            {% elif inside < least %}
                {% do exceptions.warn(
                    "Setting " ~ setting ~ " " ~ held ~ ". Of segments of fewer than "
                    ~ var("min_cell_customers") ~ " customers only the size is told."
                ) %}
            {% elif inside == customers %}
                {% do exceptions.warn(
                    "Setting " ~ setting ~ " " ~ held ~ ". If that is meant, it can be left out."
                ) %}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endmacro %}
