{#-
    A select that gives every customer the segment of the first rule that holds.
    Rules that name the same segment share its id: ids count segments in order of appearance.
-#}
{% macro score_rules(entry) %}
    {% set names = customer_segmentation.rule_segments(entry) %}
    select
        customer_id,
        as_of_date,
        cast(
            case
                {% for rule in entry.rules if rule.when is defined %}
                    when {{ rule.when }} then {{ names.index(rule.segment) + 1 }}
                {% endfor %}
                {% if entry.rules[-1].when is not defined %}
                    when true then {{ names.index(entry.rules[-1].segment) + 1 }}
                {% endif %}
            end as {{ dbt.type_int() }}
        ) as segment_id,
        {{ customer_segmentation.double_literal(1) }} as confidence,
        cast(null as {{ customer_segmentation.type_double() }}) as distance,
        cast(null as {{ dbt.type_int() }}) as runner_up_segment_id,
        cast(null as {{ dbt.type_int() }}) as model_version
    from {{ ref("customer_features_extended") }}
{% endmacro %}

{% macro rule_segments(entry) %}
    {% set names = [] %}
    {% for rule in entry.rules if rule.segment not in names %}
        {% do names.append(rule.segment) %}
    {% endfor %}
    {{ return(names) }}
{% endmacro %}

{#-
    Warn of a rule whose condition holds for nobody, or for everybody, with what its columns hold: a
    rule that compares with a value as the raw table wrote it says nothing of the kind by itself.
-#}
{% macro warn_of_idle_rules(entry, features) %}
    {% if execute and flags.WHICH in ["build", "run"] and load_relation(features) %}
        {% set rules = entry.rules | selectattr("when", "defined") | list %}
        {% set query %}
            select
                {% for rule in rules %}
                    count(case when {{ rule.when }} then 1 end) as rule_{{ loop.index }},
                {% endfor %}
                count(*) as customers
            from {{ features }}
            where is_current {{ "and (" ~ entry.population ~ ")" if entry.population }}
        {% endset %}
        {% set counts = run_query(query).rows[0] %}
        {% for rule in rules %}
            {% set held = counts[loop.index0] %}
            {% if held == 0 or held == counts[rules | length] %}
                {% set values = [] %}
                {% for column in adapter.get_columns_in_relation(features)
                    if column.name in customer_segmentation.columns_in_condition(rule.when)
                %}
                    {% do values.append(customer_segmentation.values_in_words(features, column)) %}
                {% endfor %}
                {% do exceptions.warn(
                    "Segmentation '" ~ entry.name ~ "': the rule '" ~ rule.segment ~ "' (" ~ rule.when
                    ~ ") holds for " ~ ("nobody" if held == 0 else "everybody") ~ ". "
                    ~ values | join(". ") ~ ". If that is not meant, compare with values that are there."
                ) %}
            {% endif %}
        {% endfor %}
    {% endif %}
{% endmacro %}

{#- What a column holds: its most frequent texts, or its smallest and largest value. -#}
{% macro values_in_words(features, column) %}
    {% set is_text = column.is_string() %}
    {% set query %}
        {% if is_text %}
            select {{ column.name }} as value, count(*) as customers
            from {{ features }}
            where is_current
            group by {{ column.name }}
            order by customers desc, value
            limit 5
        {% else %}
            select min({{ column.name }}) as smallest, max({{ column.name }}) as largest
            from {{ features }}
            where is_current
        {% endif %}
    {% endset %}
    {% set rows = run_query(query).rows %}
    {% if not is_text %}
        {% do return(column.name ~ " goes from " ~ rows[0][0] ~ " to " ~ rows[0][1]) %}
    {% endif %}
    {% set found = [] %}
    {% for row in rows %} {% do found.append(row[0] ~ " (" ~ row[1] ~ ")") %} {% endfor %}
    {% do return(column.name ~ " has " ~ found | join(", ")) %}
{% endmacro %}

{#- Stop before the table is replaced when a customer matches no rule. -#}
{% macro check_rules_cover_everyone(entry, features) %}
    {% if not execute or entry.rules[-1].when is not defined %}
        {{ return("") }}
    {% endif %}
    {% if load_relation(features) is none %} {{ return("") }} {% endif %}
    {% set query %}
        select count(*) as unmatched, min(customer_id) as example
        from {{ features }}
        where
            {% for rule in entry.rules %}
                not coalesce({{ rule.when }}, false){% if not loop.last %} and {% endif %}
            {% endfor %}
            {{ "and (" ~ entry.population ~ ")" if entry.population }}
    {% endset %}
    {% set row = run_query(query).rows[0] %}
    {% if row[0] > 0 %}
        {{ exceptions.raise_compiler_error(
            "segmentations: in '" ~ entry.name ~ "', " ~ row[0] ~ " rows of customer_features match"
            ~ " no rule (for example customer_id '" ~ row[1] ~ "'). Add a last rule without 'when'"
            ~ " that takes the rest, or widen the conditions."
        ) }}
    {% endif %}
{% endmacro %}
