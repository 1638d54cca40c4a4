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
                    else {{ names.index(entry.rules[-1].segment) + 1 }}
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
